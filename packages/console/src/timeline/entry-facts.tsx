import type { ReactNode } from 'react';
import { Link, useSearch } from 'wouter';
import type { TimelineEntry } from '../api/contract.ts';
import { durationText, type Fact, Facts, localZone, MiddleCut, Time } from '../controls/index.ts';
import { serviceLabel } from '../diagram/lifelines.ts';
import styles from './entry-facts.module.css';

type EntryFactsProps = {
  readonly entry: TimelineEntry;
  readonly flow: readonly TimelineEntry[];
};

/** When it ran, for how long, for whom, and what caused it. */
export function EntryFacts({ entry, flow }: EntryFactsProps) {
  const search = useSearch();
  const cause = flow.find(({ id }) => id === entry.parent);
  const facts: readonly (Fact | undefined)[] = [
    { label: `Started, ${localZone()}`, value: <Time at={entry.at} /> },
    fact('Duration', entry.durationMs === undefined ? 'running' : durationText(entry.durationMs)),
    fact(
      'Cold start',
      entry.initDurationMs === undefined ? undefined : durationText(entry.initDurationMs),
    ),
    fact('Time in functions', entry.parent === undefined ? functionTime(flow) : undefined),
    fact('Attempt', (entry.attempt ?? 1) > 1 ? String(entry.attempt) : undefined),
    fact('Status', entry.status === undefined ? undefined : String(entry.status)),
    fact('Service', serviceLabel(entry.service)),
    fact('User', entry.user === undefined ? undefined : <MiddleCut text={entry.user} end={12} />),
    fact(
      'Caused by',
      cause === undefined ? undefined : (
        <Link
          href={`/timeline/${cause.id}${search === '' ? '' : `?${search}`}`}
          className={styles.link}
        >
          {cause.name}
        </Link>
      ),
    ),
    fact(
      'Message',
      entry.messageId === undefined ? undefined : (
        <Link href={`/messages/${entry.messageId}`} className={styles.link}>
          Read it
        </Link>
      ),
    ),
    fact(
      'Request',
      entry.invocationId === undefined ? undefined : (
        <code>
          <MiddleCut text={entry.invocationId} end={12} />
        </code>
      ),
    ),
  ];
  return <Facts facts={facts.filter((each) => each !== undefined)} />;
}

function fact(label: string, value: ReactNode): Fact | undefined {
  return value === undefined ? undefined : { label, value };
}

/** `162 ms, one cold start`. */
function functionTime(flow: readonly TimelineEntry[]): string | undefined {
  const invocations = flow.filter(({ function: name }) => name !== undefined);
  if (invocations.length === 0) return undefined;
  const total = invocations.reduce((sum, { durationMs }) => sum + (durationMs ?? 0), 0);
  const cold = invocations.filter(({ initDurationMs }) => initDurationMs !== undefined).length;
  if (cold === 0) return durationText(total);
  return `${durationText(total)}, ${cold === 1 ? 'one cold start' : `${cold} cold starts`}`;
}
