import { Button, JsonView, Notice } from '@amplify-recipes/console/controls';
import type { InvocationOutcome, ScheduleSummary } from '@amplify-recipes/sandbox';
import { useId, useState } from 'react';
import flows from '../flows/flows.module.css';
import { Failure } from '../form/failure.js';
import { useAction } from '../form/use-action.js';
import type { LocalSandbox } from '../sandbox/local-sandbox.js';
import { ZonedTime } from '../shell/zoned-time.js';
import { isRepeated, reportOf } from './report.js';
import { ReportTable } from './report-table.js';
import { runSchedule, type ScheduleRun } from './run-schedule.js';

export type ScheduleEntryProps = {
  readonly schedule: ScheduleSummary;
  readonly sandbox: LocalSandbox;
  /** Called when a second run for the same time changed nothing. */
  readonly onRepeated: () => void;
};

export function ScheduleEntry({ schedule, sandbox, onRepeated }: ScheduleEntryProps) {
  const { name, expression, timeZone, nextRun, targets } = schedule;
  const titleId = useId();
  const [last, setLast] = useState<ScheduleRun>();
  const run = useAction(async (scheduledTime?: string) => {
    const result = await runSchedule(sandbox.url, name, scheduledTime);
    setLast(result);
    if (scheduledTime && isRepeated(result)) onRepeated();
  });
  const title = targets.map(({ function: functionName, arn }) => functionName ?? arn).join(', ');
  const report = last && reportOf(last);
  return (
    <section className={flows.card} aria-labelledby={titleId}>
      <div className={flows.between}>
        <h2 id={titleId}>{title}</h2>
        <code className="soft">
          {expression} {timeZone}
        </code>
      </div>
      <p className="soft">
        {nextRun === undefined ? (
          'It does not run again.'
        ) : (
          <>
            Next: <ZonedTime at={nextRun} withDay />
          </>
        )}
      </p>
      <div className={flows.row}>
        <Button look="primary" isPending={run.pending} onPress={() => run.run(undefined)}>
          Run now<span className="visually-hidden"> {title}</span>
        </Button>
        {last && (
          <Button isPending={run.pending} onPress={() => run.run(last.scheduledTime)}>
            Again, for the same time<span className="visually-hidden"> {title}</span>
          </Button>
        )}
      </div>
      <Failure error={run.error} />
      <div role="status">
        {last &&
          run.error === undefined &&
          last.results.map(({ targetArn, outcome }) => (
            <Outcome key={targetArn} outcome={outcome} />
          ))}
      </div>
      {report && sandbox.console && <ReportTable sandbox={sandbox} report={report} />}
    </section>
  );
}

function Outcome({ outcome }: { readonly outcome: InvocationOutcome }) {
  return outcome.status === 'success' ? (
    <JsonView value={outcome.response} />
  ) : (
    <Notice tone="bad">{outcome.error.errorMessage}</Notice>
  );
}
