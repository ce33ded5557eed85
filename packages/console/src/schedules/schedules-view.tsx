import { CalendarClock } from 'lucide-react';
import { EmptyState } from '../controls/index.ts';

export function SchedulesView() {
  return (
    <EmptyState icon={<CalendarClock />} title="Schedules appear here">
      Give a function a schedule in amplify/.
    </EmptyState>
  );
}
