import { useState } from 'react';

export type Action<Input> = {
  readonly pending: boolean;
  /** What the last run threw. */
  readonly error: unknown;
  /** Does nothing while an earlier run is under way. */
  run(input: Input): Promise<void>;
};

/** An action of the user: whether it is under way, and how it failed. */
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
