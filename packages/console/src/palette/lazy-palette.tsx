import { lazy, Suspense, useEffect, useEffectEvent } from 'react';
import type { PaletteProps } from './palette-props.ts';

/** Milliseconds. */
const AFTER_THE_PAGE = 1500;

async function load() {
  const { Palette } = await import('./palette.tsx');
  return { default: Palette };
}

const Palette = lazy(load);

/** The palette. Its code is loaded after the page, so that it opens at once. */
export function LazyPalette({ isOpen, onClose }: PaletteProps) {
  useEffect(() => {
    const timer = setTimeout(() => void load(), AFTER_THE_PAGE);
    return () => clearTimeout(timer);
  }, []);
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
