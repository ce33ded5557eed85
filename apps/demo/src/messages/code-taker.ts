import type { OutboxMessage } from '@amplify-recipes/sandbox';
import { useCallback, useEffect, useMemo, useState } from 'react';

/** The form that waits for a code. */
export type CodeTaker = {
  accepts(message: OutboxMessage): boolean;
  take(code: string): void;
};

/** Which form waits for a code. Messages offer their code to this form only. */
export type CodeTaking = {
  readonly taker: CodeTaker | undefined;
  /** @returns A function that ends the waiting. */
  wait(taker: CodeTaker): () => void;
};

export function useCodeTaking(): CodeTaking {
  const [taker, setTaker] = useState<CodeTaker>();
  const wait = useCallback((next: CodeTaker) => {
    setTaker(next);
    return () => setTaker((last) => (last === next ? undefined : last));
  }, []);
  return useMemo(() => ({ taker, wait }), [taker, wait]);
}

/** Lets the messages offer their code to a form while it is shown. */
export function useCodeTaker({ wait }: CodeTaking, taker: CodeTaker): void {
  const { accepts, take } = taker;
  useEffect(() => wait({ accepts, take }), [wait, accepts, take]);
}
