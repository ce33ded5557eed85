import { CalendarClock } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useLocation, useRoute } from 'wouter';
import type { ScheduleSummary } from '../api/contract.ts';
import {
  Chip,
  Count,
  type DataColumn,
  DataTable,
  EmptyState,
  Loaded,
  localZone,
  MissingPane,
  SplitPane,
  Time,
  Toolbar,
} from '../controls/index.ts';
import { untilText } from './next-run.ts';
import { SchedulePane } from './schedule-pane.tsx';
import { useSchedules } from './schedule-queries.ts';

type Row = ScheduleSummary & { readonly until: string | undefined };

const columns: readonly DataColumn<Row>[] = [
  {
    id: 'name',
    header: 'Schedule',
    width: 'minmax(0, 1.2fr)',
    value: ({ name }) => name,
  },
  {
    id: 'expression',
    header: 'Expression',
    width: 'minmax(0, 1.2fr)',
    wideOnly: true,
    value: ({ expression }) => expression,
    cell: ({ expression }) => <code className="soft">{expression}</code>,
  },
  {
    id: 'targets',
    header: 'Runs',
    wideOnly: true,
    value: ({ targets }) => targets.map(nameOfTarget).join(', '),
  },
  {
    id: 'until',
    header: 'Next run',
    width: '112px',
    value: ({ nextRun }) => nextRun,
    cell: ({ enabled, until }) =>
      until === undefined ? <Chip>{enabled ? 'over' : 'off'}</Chip> : until,
  },
  {
    id: 'at',
    header: 'At',
    width: '104px',
    align: 'end',
    wideOnly: true,
    value: ({ nextRun }) => nextRun,
    cell: ({ nextRun }) => (nextRun === undefined ? null : <Time at={nextRun} style="day" />),
  },
];

function nameOfTarget(target: ScheduleSummary['targets'][number]): string {
  return target.function ?? target.arn.slice(target.arn.lastIndexOf(':') + 1);
}

/** The schedules: when each runs next, and a run by hand. */
export function SchedulesView() {
  const [, parameters] = useRoute('/schedules/:name?');
  const [, navigate] = useLocation();
  const schedules = useSchedules();
  const now = useNow();
  const name = parameters?.name === undefined ? undefined : decoded(parameters.name);
  const selected = schedules.data?.find((schedule) => schedule.name === name);
  const close = () => navigate('/schedules');
  return (
    <SplitPane
      name="schedules"
      list={
        <>
          <Toolbar
            label="Schedules"
            end={schedules.data === undefined ? null : <Count shown={schedules.data.length} />}
          >
            <span className="soft">Times are in {localZone()}.</span>
          </Toolbar>
          <Loaded query={schedules}>
            {(list) => (
              <DataTable
                label="Schedules"
                columns={columns}
                rows={list.map((schedule) => ({
                  ...schedule,
                  until:
                    schedule.nextRun === undefined ? undefined : untilText(schedule.nextRun, now),
                }))}
                rowId={(schedule) => schedule.name}
                selected={name}
                onSelect={(next) =>
                  navigate(`/schedules/${encodeURIComponent(next)}`, {
                    replace: name !== undefined,
                  })
                }
                empty={
                  <EmptyState
                    icon={<CalendarClock />}
                    title="The schedules of the backend appear here"
                  >
                    Add <code>schedule: 'every day'</code> to <code>defineFunction</code>.
                  </EmptyState>
                }
              />
            )}
          </Loaded>
        </>
      }
      details={
        name === undefined || schedules.data === undefined ? undefined : selected === undefined ? (
          <MissingPane name={name} onClose={close} title="The backend has no such schedule">
            It may have another name after the last change.
          </MissingPane>
        ) : (
          <SchedulePane
            key={selected.arn}
            schedule={selected}
            isAlone={
              schedules.data.filter(({ expression }) => expression === selected.expression)
                .length === 1
            }
            now={now}
            onClose={close}
          />
        )
      }
    />
  );
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The time, each second. */
function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
