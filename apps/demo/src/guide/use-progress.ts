import { useCallback, useMemo, useState } from 'react';

/** The flows that the visitor has done. The browser keeps them. */
export type Progress = {
  readonly done: ReadonlySet<string>;
  finish(flow: string): void;
  startOver(): void;
};

const STORED_AS = 'amplify-recipes-demo-done';

export function useProgress(): Progress {
  const [done, setDone] = useState(readDone);
  const finish = useCallback((flow: string) => {
    setDone((last) => (last.has(flow) ? last : keep(new Set([...last, flow]))));
  }, []);
  const startOver = useCallback(() => setDone(keep(new Set())), []);
  return useMemo(() => ({ done, finish, startOver }), [done, finish, startOver]);
}

function keep(done: ReadonlySet<string>): ReadonlySet<string> {
  localStorage.setItem(STORED_AS, JSON.stringify([...done]));
  return done;
}

function readDone(): ReadonlySet<string> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(STORED_AS) ?? '[]');
    return new Set(Array.isArray(kept) ? kept.map(String) : []);
  } catch {
    return new Set();
  }
}
