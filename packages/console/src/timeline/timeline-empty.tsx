import { Activity, SearchX } from 'lucide-react';
import { useOverview } from '../api/queries.ts';
import { Button, CodeBlock, EmptyState } from '../controls/index.ts';
import { noFilter, type TimelineFilter } from './filter.ts';
import styles from './timeline-empty.module.css';

type TimelineEmptyProps = {
  readonly hasEntries: boolean;
  readonly onReset: (filter: TimelineFilter) => void;
};

/** Says how to make something happen, or that the filter hides what happened. */
export function TimelineEmpty({ hasEntries, onReset }: TimelineEmptyProps) {
  const { data } = useOverview();
  if (hasEntries) {
    return (
      <EmptyState
        icon={<SearchX />}
        title="No entry matches the filter"
        action={<Button onPress={() => onReset(noFilter)}>Show all entries</Button>}
      />
    );
  }
  return (
    <EmptyState icon={<Activity />} title="Requests, triggers, messages and batches appear here">
      Use your app, call a function, or sign up a user. The front end connects with these lines:
      {data === undefined ? null : (
        <div className={styles.line}>
          <CodeBlock text={data.frontEnd} copyLabel="Copy the lines" />
        </div>
      )}
    </EmptyState>
  );
}
