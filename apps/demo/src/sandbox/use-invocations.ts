import type { Invocation } from '@amplify-recipes/sandbox';
import { useEffect, useState } from 'react';
import { useDemo } from '../demo.js';

/** The last invocations of a function, the oldest first. Empty with a backend in AWS. */
export function useInvocations(functionName: string): readonly Invocation[] {
  const { sandbox, timeline } = useDemo();
  const [invocations, setInvocations] = useState<readonly Invocation[]>([]);
  const url = sandbox?.url;
  const newest = timeline.findLast(
    ({ kind, name, state }) =>
      kind === 'invocation' && name === functionName && state !== 'running',
  )?.id;
  useEffect(() => {
    if (url === undefined) return;
    const left = new AbortController();
    readInvocations(url, functionName, left.signal).then(setInvocations, () => {
      // The last ones stay while the sandbox does not answer.
    });
    return () => left.abort();
  }, [url, functionName, newest]);
  return invocations;
}

async function readInvocations(
  url: string,
  functionName: string,
  signal: AbortSignal,
): Promise<readonly Invocation[]> {
  const response = await fetch(`${url}/_sandbox/invocations`, { signal });
  const invocations = (await response.json()) as readonly Invocation[];
  return invocations.filter((invocation) => invocation.function === functionName);
}

/** The JSON log entries of an invocation. */
export function logEntriesOf({ logs }: Invocation): readonly Readonly<Record<string, unknown>>[] {
  return logs.flatMap((line) => {
    try {
      return [JSON.parse(line.slice(line.indexOf('{')))];
    } catch {
      return [];
    }
  });
}
