import type { ScheduleSummary } from '@amplify-recipes/sandbox';
import { ScheduleEntry } from './schedule-entry.js';
import './schedules.css';

export type SchedulesPanelProps = {
  readonly schedules: readonly ScheduleSummary[];
  readonly sandboxUrl: string;
};

/** The schedules of the backend, to run without waiting for their time. */
export function SchedulesPanel({ schedules, sandboxUrl }: SchedulesPanelProps) {
  return (
    <section className="panel" aria-labelledby="schedules-title">
      <header className="panel-head">
        <h2 id="schedules-title">Schedules</h2>
        <p>They run by themselves when their time comes, and by hand at once.</p>
      </header>
      <ul className="panel-list">
        {schedules.map((schedule) => (
          <ScheduleEntry key={schedule.arn} schedule={schedule} sandboxUrl={sandboxUrl} />
        ))}
      </ul>
    </section>
  );
}
