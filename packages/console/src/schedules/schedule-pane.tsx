import { Play } from 'lucide-react';
import { type FormEvent, useMemo, useState } from 'react';
import { Link } from 'wouter';
import type { ScheduleSummary } from '../api/contract.ts';
import {
  Button,
  Chip,
  EmptyState,
  ErrorNotice,
  Facts,
  Field,
  JsonView,
  localZone,
  Pane,
  PaneBody,
  Section,
  Time,
  useAction,
} from '../controls/index.ts';
import { EntryRows } from '../live/entry-rows.tsx';
import { useLive } from '../live/live-store.ts';
import { fieldTime, timeInZone, untilText } from './next-run.ts';
import styles from './schedule-pane.module.css';
import { isRun, runSchedule, type ScheduleRun } from './schedule-queries.ts';

export type SchedulePaneProps = {
  readonly schedule: ScheduleSummary;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly onClose: () => void;
};

const MOST_RUNS = 50;

/** One schedule: its next run, a run now or for another time, and its last runs. */
export function SchedulePane({ schedule, now, onClose }: SchedulePaneProps) {
  const { kept } = useLive();
  const [result, setResult] = useState<ScheduleRun>();
  const [time, setTime] = useState(() =>
    fieldTime(schedule.nextRun === undefined ? new Date() : new Date(schedule.nextRun)),
  );
  const [isWrong, setWrong] = useState(false);
  const run = useAction(async (at?: string) => setResult(await runSchedule(schedule.name, at)));
  const runs = useMemo(
    () =>
      kept.entries
        .filter((entry) => isRun(entry) && entry.name === schedule.name)
        .slice(-MOST_RUNS)
        .toReversed(),
    [kept.entries, schedule.name],
  );
  function runFor(event: FormEvent) {
    event.preventDefault();
    const at = new Date(time);
    const isTime = !Number.isNaN(at.getTime());
    setWrong(!isTime);
    if (isTime) void run.run(at.toISOString());
  }
  return (
    <Pane
      title={schedule.name}
      id={schedule.arn}
      onClose={onClose}
      actions={
        <Button small look="primary" onPress={() => void run.run()} isPending={run.isPending}>
          <Play />
          Run now
        </Button>
      }
    >
      <Facts
        facts={[
          {
            label: 'Next run',
            value:
              schedule.nextRun === undefined ? (
                <Chip>{schedule.enabled ? 'over' : 'off'}</Chip>
              ) : (
                `${timeInZone(schedule.nextRun, schedule.timeZone)} ${schedule.timeZone}, ${untilText(schedule.nextRun, now)}`
              ),
          },
          { label: 'Expression', value: <code>{schedule.expression}</code> },
          {
            label: 'Runs',
            value: schedule.targets.map((target) =>
              target.function === undefined ? (
                <code key={target.arn}>{target.arn} </code>
              ) : (
                <Link key={target.arn} href={`/functions/${target.function}`}>
                  {target.function}
                </Link>
              ),
            ),
          },
        ]}
      />
      <PaneBody>
        <Section title="Run for another time">
          <form className={styles.form} onSubmit={runFor} noValidate>
            <Field
              label={`Scheduled time, in ${localZone()}`}
              type="datetime-local"
              value={time}
              onChange={setTime}
              error={isWrong ? 'Write a date and a time.' : undefined}
            />
            <Button type="submit" isPending={run.isPending}>
              Run for this time
            </Button>
          </form>
          <p className={styles.words}>
            It runs at once. The event names the time, as if it were that moment.
          </p>
          {run.error === undefined ? null : <ErrorNotice error={run.error} />}
        </Section>
        {result === undefined ? null : <RunResult run={result} />}
        <Section title="Last runs" padded={false}>
          {runs.length === 0 ? (
            <EmptyState title="The runs of the schedule appear here">
              Run it now, or wait for its time.
            </EmptyState>
          ) : (
            <EntryRows label="Last runs" entries={runs} />
          )}
        </Section>
      </PaneBody>
    </Pane>
  );
}

function RunResult({ run }: { readonly run: ScheduleRun }) {
  return (
    <Section
      title="Result"
      padded={false}
      actions={
        run.entry === undefined ? null : (
          <Link href={`/timeline/${run.entry}`}>Show in the timeline</Link>
        )
      }
    >
      <p className={styles.ran} role="status">
        Ran for <Time at={run.scheduledTime} style="day" />
      </p>
      {run.results.map(({ targetArn, outcome }) => (
        <div key={targetArn} className={styles.result}>
          {outcome.status === 'success' ? (
            <JsonView value={outcome.response} copyLabel="Copy the result" />
          ) : (
            <p className={styles.error}>
              <b>{outcome.error.errorType}</b>: {outcome.error.errorMessage}
            </p>
          )}
        </div>
      ))}
    </Section>
  );
}
