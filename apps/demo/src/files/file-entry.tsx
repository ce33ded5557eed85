import { Button } from '@amplify-recipes/console/controls';
import { useAction } from '../form/use-action.js';
import { ZonedTime } from '../shell/zoned-time.js';
import styles from './files.module.css';
import type { StoredFile } from './stored-file.js';

export type FileEntryProps = {
  readonly file: StoredFile;
  readonly onDelete: () => Promise<void>;
};

const PICTURE = /\.(?:avif|gif|jpe?g|png|webp)$/i;

export function FileEntry({ file, onDelete }: FileEntryProps) {
  const { name, size, changedAt, url } = file;
  const removal = useAction(onDelete);
  return (
    <li className={styles.file}>
      {PICTURE.test(name) ? (
        <img className={styles.picture} src={url} alt="" />
      ) : (
        <span className={styles.picture} aria-hidden="true">
          {/\.(\w{1,4})$/.exec(name)?.[1] ?? 'file'}
        </span>
      )}
      <span className={styles.facts}>
        <strong>{name}</strong>
        <span className="soft">
          {inUnits(size)}
          {changedAt && (
            <>
              {' · '}
              <ZonedTime at={changedAt.toISOString()} />
            </>
          )}
        </span>
      </span>
      <span className={styles.actions}>
        <a className={styles.download} href={url} aria-label={`Download ${name}`}>
          Download
        </a>
        <Button
          small
          aria-label={`Delete ${name}`}
          isPending={removal.pending}
          onPress={() => removal.run()}
        >
          Delete
        </Button>
      </span>
    </li>
  );
}

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];

function inUnits(bytes: number): string {
  const step = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), UNITS.length - 1);
  return (bytes / 1000 ** step).toLocaleString('en', {
    style: 'unit',
    unit: UNITS[step],
    unitDisplay: step === 0 ? 'long' : 'short',
    maximumFractionDigits: step === 0 ? 0 : 1,
  });
}
