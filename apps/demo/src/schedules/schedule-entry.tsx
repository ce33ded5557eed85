import type { InvocationOutcome, ScheduleSummary } from '@amplify-recipes/sandbox';
import { useState } from 'react';
import { Button } from '../controls/button.js';
import { FailureNotice } from '../controls/failure-notice.js';
import { JsonView } from '../controls/json-view.js';
import { useAction } from '../controls/use-action.js';
import { runSchedule, type ScheduleRun } from './run-schedule.js';

export type ScheduleEntryProps = {
  readonly schedule: ScheduleSummary;
  readonly sandboxUrl: string;
};

export function ScheduleEntry({ schedule, sandboxUrl }: ScheduleEntryProps) {
  const { name, expression, timeZone, nextRun, targets } = schedule;
  const [last, setLast] = useState<ScheduleRun>();
  const run = useAction(async (scheduledTime?: string) => {
    setLast(await runSchedule(sandboxUrl, name, scheduledTime));
  });
  const title = targets.map(({ function: functionName, arn }) => functionName ?? arn).join(', ');
  return (
    <li className="entry schedule">
      <div className="entry-line">
        <strong>{title}</strong>
        <code>
          {expression} {timeZone}
        </code>
      </div>
      <p className="muted">
        {nextRun === undefined ? 'It does not run again.' : `Next: ${dateAndTime(nextRun)}`}
      </p>
      <div className="schedule-buttons">
        <Button size="small" pending={run.pending} onClick={() => run.run(undefined)}>
          Run now
          <span className="visually-hidden"> {title}</span>
        </Button>
        {last && (
          <Button size="small" pending={run.pending} onClick={() => run.run(last.scheduledTime)}>
            Again, for the same time
            <span className="visually-hidden"> {title}</span>
          </Button>
        )}
      </div>
      <FailureNotice error={run.error} />
      <div role="status" className="schedule-outcome">
        {last?.results.map(({ targetArn, outcome }) => (
          <Outcome key={targetArn} outcome={outcome} />
        ))}
      </div>
    </li>
  );
}

function Outcome({ outcome }: { readonly outcome: InvocationOutcome }) {
  return outcome.status === 'success' ? (
    <JsonView value={outcome.response} />
  ) : (
    <p className="schedule-failure">{outcome.error.errorMessage}</p>
  );
}

/** Formats a time in the visitor's time zone. */
function dateAndTime(time: string): string {
  return new Date(time).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}
