import { useMemo } from 'react';
import type { TimelineEntry } from '../api/contract.ts';
import { ChangesView } from '../changes/changes-view.tsx';
import { EntryFacts } from './entry-facts.tsx';
import { notesOf, useFlowChanges } from './flow-changes.ts';
import { FlowDiagram } from './flow-diagram.tsx';
import styles from './flow-part.module.css';

type FlowPartProps = { readonly entry: TimelineEntry; readonly flow: readonly TimelineEntry[] };

/** The flow of an entry: its diagram, its facts, and what its functions changed. */
export function FlowPart({ entry, flow }: FlowPartProps) {
  const changes = useFlowChanges(flow);
  const notes = useMemo(() => notesOf(changes), [changes]);
  const isFlow = entry.id === flow[0]?.id;
  const shown = isFlow ? changes : changes.filter((change) => change.entry.id === entry.id);
  return (
    <>
      <FlowDiagram flow={flow} selected={entry.id} notes={notes} />
      <EntryFacts entry={entry} flow={flow} />
      {shown.map(({ entry: changer, before, after }) => (
        <section key={changer.id} className={styles.changed}>
          <h3 className={styles.heading}>{changer.name} changed the event</h3>
          <ChangesView before={before} after={after} />
        </section>
      ))}
    </>
  );
}
