import { ChevronRight } from 'lucide-react';
import { Fragment } from 'react';
import styles from './breadcrumbs.module.css';

export type BreadcrumbsProps = {
  readonly bucket: string;
  readonly prefix: string;
  readonly onOpen: (prefix: string) => void;
};

/** The way to the folder. */
export function Breadcrumbs({ bucket, prefix, onOpen }: BreadcrumbsProps) {
  const folders = prefix.split('/').slice(0, -1);
  const crumbs = [
    { name: bucket, prefix: '' },
    ...folders.map((name, index) => ({
      name: name === '' ? '/' : name,
      prefix: `${folders.slice(0, index + 1).join('/')}/`,
    })),
  ];
  return (
    <nav aria-label="Folder" className={styles.crumbs}>
      {crumbs.map((crumb, index) => (
        <Fragment key={crumb.prefix}>
          {index === 0 ? null : <ChevronRight aria-hidden size={13} />}
          <button
            type="button"
            className={styles.crumb}
            aria-current={crumb.prefix === prefix ? 'location' : undefined}
            onClick={() => onOpen(crumb.prefix)}
          >
            {crumb.name}
          </button>
        </Fragment>
      ))}
    </nav>
  );
}
