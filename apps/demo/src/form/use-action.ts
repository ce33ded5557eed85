import { useState } from 'react';

export type Action<Input> = {
  readonly pending: boolean;
  /** The error that the last run threw; undefined if it succeeded. */
  readonly error: unknown;
  /** Does nothing while an earlier run is not finished. */
  run(input: Input): Promise<void>;
};

/**
 * Runs an action of the user, and keeps whether it is running and how it failed.
 *
 * @param about The error is forgotten when this changes, because it is about something else then.
 */
export function useAction<Input = void>(
  perform: (input: Input) => Promise<void>,
  about = '',
): Action<Input> {
  const [pending, setPending] = useState(false);
  const [error, setError] = useState<unknown>();
  const [lastAbout, setLastAbout] = useState(about);
  if (about !== lastAbout) {
    setLastAbout(about);
    setError(undefined);
  }
  return {
    pending,
    error,
    async run(input) {
      if (pending) return;
      setPending(true);
      setError(undefined);
      try {
        await perform(input);
      } catch (reason) {
        setError(reason);
      } finally {
        setPending(false);
      }
    },
  };
}
