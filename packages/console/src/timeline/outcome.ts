import type { TimelineEntry } from '../api/contract.ts';
import { durationText, type Tone } from '../controls/index.ts';

/** How an entry ended: a word for its row, its colour, and the whole for a tooltip. */
export type Outcome = { readonly text: string; readonly title: string; readonly tone: Tone };

export function outcomeOf(entry: TimelineEntry): Outcome {
  const word = wordOf(entry);
  const attempt = entry.attempt ?? 1;
  const cold =
    entry.initDurationMs === undefined ? undefined : `cold ${durationText(entry.initDurationMs)}`;
  const title = [word, cold, attempt > 1 ? `attempt ${attempt}` : undefined]
    .filter(Boolean)
    .join(', ');
  const text = attempt > 1 ? `${word} (${attempt})` : word;
  if (entry.state === 'running') return { text, title, tone: 'accent' };
  if (entry.state !== 'succeeded') return { text, title, tone: 'bad' };
  if (entry.kind === 'message') return { text, title, tone: 'neutral' };
  if (cold !== undefined) return { text: cold, title, tone: 'warn' };
  return { text, title, tone: attempt > 1 ? 'warn' : 'ok' };
}

function wordOf({ state, kind, outcome, status }: TimelineEntry): string {
  if (state === 'running') return 'running';
  if (outcome !== undefined) return outcome;
  if (status !== undefined) return String(status);
  if (state !== 'succeeded') return state;
  return kind === 'message' ? 'message' : 'done';
}
