import { useMemo } from 'react';
import { useSearchParams } from 'wouter';
import { readFilter, type TimelineFilter, writeFilter } from './filter.ts';

/** The filter in the address, and how to change a part of it. */
export function useFilter(): readonly [TimelineFilter, (changes: Partial<TimelineFilter>) => void] {
  const [search, setSearch] = useSearchParams();
  const filter = useMemo(() => readFilter(search), [search]);
  function change(changes: Partial<TimelineFilter>) {
    setSearch((current) => writeFilter({ ...readFilter(current), ...changes }, current), {
      replace: true,
    });
  }
  return [filter, change];
}
