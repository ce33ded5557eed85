import type { ScheduleSummary } from '@amplify-recipes/sandbox';
import { ScheduleEntry } from './schedule-entry.js';
import './schedules.css';

export type SchedulesPanelProps = {
  readonly schedules: readonly ScheduleSummary[];
  readonly sandboxUrl: string;
};

/** The schedules of the backend, with buttons to run them now. */
export function SchedulesPanel({ schedules, sandboxUrl }: SchedulesPanelProps) {
  return (
    <section className="panel" aria-labelledby="schedules-title">
      <header className="panel-head">
        <h2 id="schedules-title">Schedules</h2>
        <p>They run at their time. You can also run them now.</p>
      </header>
      <ul className="panel-list">
        {schedules.map((schedule) => (
          <ScheduleEntry key={schedule.arn} schedule={schedule} sandboxUrl={sandboxUrl} />
        ))}
      </ul>
    </section>
  );
}
