import { ClockTime } from '../activity/clock-time.js';
import { Button } from '../controls/button.js';
import { useAction } from '../controls/use-action.js';
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
    <li className="file">
      {PICTURE.test(name) ? (
        <img className="file-picture" src={url} alt="" />
      ) : (
        <span className="file-picture" aria-hidden="true">
          {/\.(\w{1,4})$/.exec(name)?.[1] ?? 'file'}
        </span>
      )}
      <span className="file-facts">
        <strong>{name}</strong>
        <span className="muted">
          {inUnits(size)}
          {changedAt && (
            <>
              {' · '}
              <ClockTime at={changedAt.toISOString()} />
            </>
          )}
        </span>
      </span>
      <span className="file-actions">
        <a
          className="button button-secondary button-small"
          href={url}
          aria-label={`Download ${name}`}
        >
          Download
        </a>
        <Button
          size="small"
          aria-label={`Delete ${name}`}
          pending={removal.pending}
          onClick={() => removal.run()}
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
  return (bytes / 1000 ** step).toLocaleString(undefined, {
    style: 'unit',
    unit: UNITS[step],
    unitDisplay: step === 0 ? 'long' : 'short',
    maximumFractionDigits: step === 0 ? 0 : 1,
  });
}
