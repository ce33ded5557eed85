import { callService, postJson } from '../api/client.ts';
import type { InvokeResult } from '../api/contract.ts';
import { currentLive } from '../live/live-store.ts';
import type { Rerun } from './rerun.ts';

/**
 * Runs something that ran before.
 *
 * @returns The id of the new entry, if it is known.
 * @throws {ApiError} When the sandbox refuses.
 */
export async function runEntry(rerun: Rerun): Promise<number | undefined> {
  switch (rerun.kind) {
    case 'invoke': {
      const { function: name, input } = rerun;
      const { entry } = await postJson<InvokeResult>('functions/invoke', {
        function: name,
        event: input,
      });
      return entry;
    }
    case 'schedule': {
      const { entry } = await postJson<{ readonly entry?: number }>('schedules/run', {
        name: rerun.name,
      });
      return entry;
    }
    case 'call': {
      const newest = currentLive().kept.entries.at(-1)?.id ?? 0;
      await callService(rerun.service, rerun.operation, rerun.input);
      return newEntry(newest, rerun.operation);
    }
    case 'graphql': {
      const newest = currentLive().kept.entries.at(-1)?.id ?? 0;
      await postJson('graphql', {
        ...rerun.input,
        apiId: rerun.apiId,
        auth: { type: 'developer' },
      });
      return newEntry(newest, rerun.operation);
    }
    case 'none':
      throw new Error(rerun.reason);
  }
}

const TRIES = 10;
const PAUSE = 60;

/** The entry of a call of the console, which arrives on the live connection. */
async function newEntry(after: number, operation: string): Promise<number | undefined> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const found = currentLive().kept.entries.findLast(
      ({ id, name, parent }) => id > after && name === operation && parent === undefined,
    );
    if (found !== undefined) return found.id;
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
  return undefined;
}
