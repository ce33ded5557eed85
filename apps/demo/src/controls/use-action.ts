import { useState } from 'react';

export type Action<Input> = {
  readonly pending: boolean;
  /** The error that the last run threw; undefined if it succeeded. */
  readonly error: unknown;
  /** Does nothing while an earlier run is not finished. */
  run(input: Input): Promise<void>;
};

/** Runs an action of the user, and keeps whether it is running and how it failed. */
export function useAction<Input = void>(perform: (input: Input) => Promise<void>): Action<Input> {
  const [pending, setPending] = useState(false);
  const [error, setError] = useState<unknown>();
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
