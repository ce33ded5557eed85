import { type RefObject, useEffect, useRef } from 'react';

/**
 * Moves the focus to the content of a container when it changes, and the content into view. The
 * button that the visitor pressed is gone then.
 *
 * @param content Names the content. Undefined while there is none yet.
 */
export function useFocusOnChange(
  container: RefObject<HTMLElement | null>,
  content: string | undefined,
): void {
  const shown = useRef(content);
  useEffect(() => {
    const last = shown.current;
    if (last === content) return;
    shown.current = content;
    const element = container.current;
    if (last === undefined || element === null) return;
    const inputs = [...element.querySelectorAll('input')];
    const target =
      inputs.find(({ value, type }) => value === '' && type !== 'file') ??
      inputs.find(({ type }) => type !== 'file') ??
      element.querySelector<HTMLElement>('[tabindex="-1"]');
    target?.focus({ preventScroll: true });
    element.scrollIntoView({ block: 'nearest' });
  }, [container, content]);
}
