import { Button } from '../controls/button.js';
import { FailureNotice } from '../controls/failure-notice.js';
import type { LiveQuery } from './use-live-query.js';

export type LiveQueryStatusProps = {
  readonly query: LiveQuery<unknown>;
  /** What is loaded: `your todos`. */
  readonly what: string;
};

/** Says that a query is loading, failed or no longer live. Shows nothing otherwise. */
export function LiveQueryStatus({ query, what }: LiveQueryStatusProps) {
  const { items, error, live, retry } = query;
  if (error !== undefined) {
    return (
      <>
        <FailureNotice error={error} />
        <div>
          <Button size="small" onClick={retry}>
            Load {what} again
          </Button>
        </div>
      </>
    );
  }
  return (
    <p className="muted live-query-status" role="status">
      {items === undefined && `Loading ${what} …`}
      {items !== undefined && !live && 'The connection is interrupted. Changes appear again later.'}
    </p>
  );
}
