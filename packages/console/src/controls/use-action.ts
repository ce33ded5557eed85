import { useCallback, useState } from 'react';

export type Action<Arguments extends readonly unknown[]> = {
  readonly run: (...values: Arguments) => Promise<boolean>;
  readonly isPending: boolean;
  readonly error: unknown;
  readonly reset: () => void;
};

/**
 * Runs something that a person asked for, with its state and its failure.
 *
 * @returns `run` resolves to true if the action succeeded.
 */
export function useAction<Arguments extends readonly unknown[]>(
  action: (...values: Arguments) => Promise<unknown>,
): Action<Arguments> {
  const [isPending, setPending] = useState(false);
  const [error, setError] = useState<unknown>();
  async function run(...values: Arguments): Promise<boolean> {
    setPending(true);
    setError(undefined);
    try {
      await action(...values);
      return true;
    } catch (failure) {
      setError(failure);
      return false;
    } finally {
      setPending(false);
    }
  }
  const reset = useCallback(() => setError(undefined), []);
  return { run, isPending, error, reset };
}
