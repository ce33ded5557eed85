import { lazy, Suspense, useEffect, useEffectEvent } from 'react';
import type { PaletteProps } from './palette-props.ts';

const Palette = lazy(async () => ({ default: (await import('./palette.tsx')).Palette }));

/** The palette. Its code is loaded when it opens for the first time. */
export function LazyPalette({ isOpen, onClose }: PaletteProps) {
  if (!isOpen) return null;
  return (
    <Suspense fallback={null}>
      <Palette isOpen={isOpen} onClose={onClose} />
    </Suspense>
  );
}

/** Calls back on ⌘K, and on Control and K. */
export function usePaletteKey(onKey: () => void): void {
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey)) return;
    event.preventDefault();
    onKey();
  });
  useEffect(() => {
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, []);
}
