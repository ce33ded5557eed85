import { type RefObject, useLayoutEffect, useState } from 'react';

const NARROW = 480;

/** Whether an element is too narrow for the columns of the timeline. */
export function useIsNarrow(element: RefObject<HTMLElement | null>): boolean {
  const [isNarrow, setNarrow] = useState(false);
  useLayoutEffect(() => {
    const { current } = element;
    if (current === null) return;
    const observer = new ResizeObserver(() => setNarrow(current.clientWidth < NARROW));
    observer.observe(current);
    setNarrow(current.clientWidth < NARROW);
    return () => observer.disconnect();
  }, [element]);
  return isNarrow;
}
