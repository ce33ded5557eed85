import { useRef } from 'react';
import { NeedsAccount } from '../account/needs-account.js';
import flows from '../flows/flows.module.css';
import { Failure } from '../form/failure.js';
import { Outcome } from '../guide/outcome.js';
import { useFinish } from '../guide/use-finish.js';
import { FileEntry } from './file-entry.js';
import styles from './files.module.css';
import { UploadBox } from './upload-box.js';
import { useFiles } from './use-files.js';

export function Upload() {
  return <NeedsAccount>{({ user }) => <Files key={user.userId} />}</NeedsAccount>;
}

/** Lets the visitor upload, download and delete their files in the bucket. */
function Files() {
  const finish = useFinish();
  const files = useFiles(finish);
  const list = useRef<HTMLDivElement>(null);
  return (
    <div className={flows.stack}>
      <UploadBox files={files} />
      <Failure error={files.error} />
      <div ref={list} className={styles.list} tabIndex={-1}>
        {files.files?.length === 0 && (
          <p className="soft">No file yet. Each upload runs the function watch-files.</p>
        )}
        <ul aria-label="Your files">
          {files.files?.map((file) => (
            <FileEntry
              key={file.path}
              file={file}
              onDelete={async () => {
                await files.remove(file);
                // The deletion removes the button that had the focus.
                list.current?.focus();
              }}
            />
          ))}
        </ul>
      </div>
      {files.news && files.error === undefined && (
        <Outcome title={files.news}>
          S3 called <code>watch-files</code>, which asked for the type, and logged type and size.
        </Outcome>
      )}
    </div>
  );
}
