import type { TimelineDetails, TimelineEntry } from '../api/contract.ts';
import { ChangesView } from '../changes/changes-view.tsx';
import { JsonView, Notice, type TabItem } from '../controls/index.ts';
import { DenialNotice, FailureNotice } from './entry-failure.tsx';
import styles from './entry-tabs.module.css';
import { changeOf } from './event-change.ts';
import { FlowPart } from './flow-part.tsx';
import { LogLines } from './log-lines.tsx';

type EntryTabsOptions = {
  readonly details: TimelineDetails;
  /** The entry as it is now. */
  readonly entry: TimelineEntry;
  readonly flow: readonly TimelineEntry[];
  readonly isLoaded: boolean;
};

/** The tabs of an entry. What it does not have gets no tab. */
export function entryTabs({
  details,
  entry,
  flow,
  isLoaded,
}: EntryTabsOptions): readonly TabItem[] {
  const isFunction = entry.function !== undefined;
  const change = changeOf(details);
  const logs = details.logs ?? [];
  return [
    {
      id: 'diagram',
      label: 'Diagram',
      content: () => (
        <>
          <Problem details={details} entry={entry} />
          <FlowPart entry={entry} flow={flow} />
        </>
      ),
    },
    {
      id: 'request',
      label: isFunction ? 'Event' : 'Request',
      content: () => <Input details={details} isLoaded={isLoaded} />,
    },
    {
      id: 'response',
      label: 'Response',
      content: () => <Output details={details} entry={entry} isLoaded={isLoaded} />,
    },
    ...(change === undefined
      ? []
      : [
          {
            id: 'changes',
            label: 'Changes',
            content: () => <ChangesView before={change.before} after={change.after} />,
          },
        ]),
    ...(logs.length === 0 && !entry.logs
      ? []
      : [
          {
            id: 'logs',
            label: 'Logs',
            count: logs.length || (entry.logs ?? 0),
            content: () => <LogLines logs={logs} />,
          },
        ]),
  ];
}

type ProblemProps = { readonly details: TimelineDetails; readonly entry: TimelineEntry };

/** Why the entry failed: what was denied, what a function threw, or what a service answered. */
function Problem({ details: { denial, error }, entry: { state, reason } }: ProblemProps) {
  const isExplained = denial !== undefined || error !== undefined;
  const answered = state === 'failed' && !isExplained ? reason : undefined;
  if (!isExplained && answered === undefined) return null;
  return (
    <div className={styles.problem}>
      {denial === undefined ? null : <DenialNotice denial={denial} />}
      {error === undefined ? null : <FailureNotice error={error} />}
      {answered === undefined ? null : <Notice tone="bad">{answered}</Notice>}
    </div>
  );
}

type PartProps = { readonly details: TimelineDetails; readonly isLoaded: boolean };

function Input({ details, isLoaded }: PartProps) {
  const { input, headers, truncated } = details;
  if (!isLoaded) return null;
  return (
    <>
      {truncated ? <Truncated /> : null}
      {input === undefined ? (
        <p className={styles.none}>It has no body.</p>
      ) : (
        <JsonView value={input} />
      )}
      {headers === undefined || Object.keys(headers).length === 0 ? null : (
        <section>
          <h3 className={styles.heading}>Headers</h3>
          <JsonView value={headers} />
        </section>
      )}
    </>
  );
}

function Output({ details, entry, isLoaded }: PartProps & { readonly entry: TimelineEntry }) {
  const { output, truncated } = details;
  if (entry.state === 'running') return <p className={styles.none}>It still runs.</p>;
  if (!isLoaded) return null;
  return (
    <>
      {truncated ? <Truncated /> : null}
      <Problem details={details} entry={entry} />
      {output === undefined ? (
        <p className={styles.none}>It returned nothing.</p>
      ) : (
        <JsonView value={output} />
      )}
    </>
  );
}

function Truncated() {
  return (
    <div className={styles.problem}>
      <Notice tone="warn">A part of it is too large to be kept.</Notice>
    </div>
  );
}
