import { useLive } from '../live/live-store.ts';

export function TimelineView() {
  const { kept } = useLive();
  return <p>{kept.entries.length}</p>;
}
