import { Button } from '@amplify-recipes/console/controls';
import { Failure } from '../form/failure.js';
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
        <Failure error={error} />
        <div>
          <Button small onPress={retry}>
            Load {what} again
          </Button>
        </div>
      </>
    );
  }
  const isInterrupted = items !== undefined && !live;
  if (items !== undefined && !isInterrupted) return null;
  return (
    <p className="soft" role="status">
      {isInterrupted
        ? 'The connection is interrupted. Changes appear again later.'
        : `Loading ${what} …`}
    </p>
  );
}
