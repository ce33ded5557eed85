import type { Overview } from '@amplify-recipes/sandbox';
import { useEffect, useState } from 'react';
import { useDemo } from '../demo.js';
import { askConsole } from '../sandbox/console-api.js';
import type { LocalSandbox } from '../sandbox/local-sandbox.js';

/** The sequence numbers of the clicks that the dead-letter queue names. */
export function useDeadLetters(): ReadonlySet<string> {
  const { sandbox, timeline } = useDemo();
  const [letters, setLetters] = useState<ReadonlySet<string>>(new Set());
  const newest = timeline.at(-1)?.id;
  useEffect(() => {
    if (sandbox?.console === undefined) return;
    const left = new AbortController();
    readDeadLetters(sandbox, left.signal).then(setLetters, () => {
      // The last ones stay while the sandbox does not answer.
    });
    return () => left.abort();
  }, [sandbox, newest]);
  return letters;
}

type PeekedMessages = { readonly messages: readonly { readonly body: string }[] };

async function readDeadLetters(
  sandbox: LocalSandbox,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const overview = (await (await askConsole(sandbox, 'overview', { signal })).json()) as Overview;
  const bodies = await Promise.all(
    overview.queues.map(async ({ url }) => {
      const path = `queues/messages?url=${encodeURIComponent(url)}`;
      const { messages } = (await (
        await askConsole(sandbox, path, { signal })
      ).json()) as PeekedMessages;
      return messages.map(({ body }) => body);
    }),
  );
  return new Set(bodies.flat().flatMap(sequenceNumberIn));
}

/** The record at which a batch stopped. The recipe handles one record at a time by then. */
function sequenceNumberIn(body: string): readonly string[] {
  const { KinesisBatchInfo: batch } = JSON.parse(body) as {
    readonly KinesisBatchInfo?: { readonly startSequenceNumber: string };
  };
  return batch ? [batch.startSequenceNumber] : [];
}
