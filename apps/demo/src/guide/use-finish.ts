import { useCallback } from 'react';
import { useDemo } from '../demo.js';
import { useGuide } from './flow.js';

/** Returns a function that ticks the flow off. */
export function useFinish(): () => void {
  const { finish } = useDemo().progress;
  const { id } = useGuide().flow;
  return useCallback(() => finish(id), [finish, id]);
}
