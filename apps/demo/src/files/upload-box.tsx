import { useId, useState } from 'react';
import styles from './files.module.css';
import type { Files } from './use-files.js';

/** A box for files: drop them, or choose them. It shows the progress of each. */
export function UploadBox({ files: { upload, add } }: { readonly files: Files }) {
  const id = useId();
  const [over, setOver] = useState(false);
  return (
    <div className={styles.upload}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the input inside works with the keyboard */}
      <div
        className={styles.box}
        data-over={over}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          void add([...event.dataTransfer.files]);
        }}
      >
        <input
          id={id}
          type="file"
          multiple
          className={styles.input}
          aria-describedby={`${id}-hint`}
          onChange={async ({ currentTarget: input }) => {
            await add([...(input.files ?? [])]);
            // Otherwise the same file could not be chosen again.
            input.value = '';
          }}
        />
        <label htmlFor={id}>Choose files, or drop them here</label>
        <span id={`${id}-hint`} className="soft">
          They are stored in your own folder of the bucket, in parts if they are larger than 5 MB.
        </span>
      </div>
      {upload && (
        <div className={styles.progress}>
          <span>
            {upload.name} <span className="soft">{Math.round(upload.done * 100)} %</span>
          </span>
          <progress value={upload.done} aria-label={`Upload of ${upload.name}`} />
        </div>
      )}
    </div>
  );
}
