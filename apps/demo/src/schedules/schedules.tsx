import { useState } from 'react';
import { useDemo } from '../demo.js';
import flows from '../flows/flows.module.css';
import { Outcome } from '../guide/outcome.js';
import { useFinish } from '../guide/use-finish.js';
import { ScheduleEntry } from './schedule-entry.js';

/** The schedules of the backend, with buttons to run them now. */
export function Schedules() {
  const { activity, sandbox } = useDemo();
  const [isRepeated, setRepeated] = useState(false);
  const finish = useFinish();
  if (sandbox === undefined) {
    return <p className="soft">In AWS the schedules run at their time, and only then.</p>;
  }
  return (
    <div className={flows.stack}>
      {activity.schedules.map((schedule) => (
        <ScheduleEntry
          key={schedule.arn}
          schedule={schedule}
          sandbox={sandbox}
          onRepeated={() => {
            setRepeated(true);
            finish();
          }}
        />
      ))}
      {isRepeated && (
        <Outcome title="The second run changed nothing.">
          Schedules may run twice for one time. The recipes see that the work is done.
        </Outcome>
      )}
    </div>
  );
}
