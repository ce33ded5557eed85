import { useId, useRef } from 'react';
import { FailureNotice } from '../controls/failure-notice.js';
import { FileEntry } from './file-entry.js';
import { type Files, useFiles } from './use-files.js';
import './files.css';

/** Lets the visitor upload, download and delete their files in the bucket. */
export function FilesPanel() {
  const files = useFiles();
  const list = useRef<HTMLDivElement>(null);
  return (
    <div className="files">
      <UploadBox files={files} />
      <FailureNotice error={files.error} />
      <div ref={list} className="file-list" tabIndex={-1}>
        {files.files?.length === 0 && (
          <p className="panel-empty">No file yet. Each upload runs the function watch-files.</p>
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
    </div>
  );
}

function UploadBox({ files: { upload, news, add } }: { readonly files: Files }) {
  const id = useId();
  return (
    <div className="upload">
      <div className="upload-box">
        <input
          id={id}
          type="file"
          multiple
          className="upload-input"
          aria-describedby={`${id}-hint`}
          onChange={async ({ currentTarget: input }) => {
            await add([...(input.files ?? [])]);
            // Otherwise the same file could not be chosen again.
            input.value = '';
          }}
        />
        <label htmlFor={id}>Choose files, or drop them here</label>
        <span id={`${id}-hint`} className="field-hint">
          They are stored in your own folder of the bucket
        </span>
      </div>
      {upload && (
        <div className="upload-progress">
          <span>
            {upload.name} <span className="muted">{Math.round(upload.done * 100)} %</span>
          </span>
          <progress value={upload.done} aria-label={`Upload of ${upload.name}`} />
        </div>
      )}
      <p role="status">{news}</p>
    </div>
  );
}
