import { X } from 'lucide-react';
import { Chip, IconButton } from '../controls/index.ts';
import styles from './upload-list.module.css';
import type { Upload } from './uploads.ts';

export type UploadListProps = {
  readonly uploads: readonly Upload[];
  readonly onClear: () => void;
};

const SHOWN = 6;

/** What is being uploaded, and what went wrong. */
export function UploadList({ uploads, onClear }: UploadListProps) {
  if (uploads.length === 0) return null;
  const done = uploads.filter(({ state }) => state === 'done').length;
  const failed = uploads.filter(({ state }) => state === 'failed').length;
  const shown = [
    ...uploads.filter(({ state }) => state === 'failed'),
    ...uploads.filter(({ state }) => state === 'running'),
    ...uploads.filter(({ state }) => state === 'done'),
  ].slice(0, SHOWN);
  return (
    <section aria-label="Uploads" className={styles.uploads}>
      <header className={styles.head}>
        <span role="status">
          {done} of {uploads.length} uploaded{failed === 0 ? '' : `, ${failed} failed`}
        </span>
        <IconButton label="Hide what is done" small onPress={onClear}>
          <X />
        </IconButton>
      </header>
      <ul>
        {shown.map((upload) => (
          <li key={upload.id} className={styles.upload}>
            <span className={styles.name}>{upload.name}</span>
            {upload.state === 'running' ? (
              <progress aria-label={upload.name} value={upload.progress} max={1} />
            ) : upload.state === 'done' ? (
              <Chip tone="ok">uploaded</Chip>
            ) : (
              <span className={styles.reason}>
                {upload.error instanceof Error ? upload.error.message : 'The upload failed.'}
              </span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
