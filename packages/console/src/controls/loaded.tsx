import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ErrorNotice } from './error-notice.tsx';
import styles from './loaded.module.css';
import { WaitingRows } from './waiting.tsx';

export type LoadedProps<Data> = {
  readonly query: Pick<UseQueryResult<Data>, 'data' | 'error' | 'refetch'>;
  readonly children: (data: Data) => ReactNode;
};

/** Shows what a query read: rows that wait, its failure with a way out, or its data. */
export function Loaded<Data>({ query, children }: LoadedProps<Data>) {
  if (query.data !== undefined) return children(query.data);
  if (query.error === null) return <WaitingRows />;
  return (
    <div className={styles.failure}>
      <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />
    </div>
  );
}
