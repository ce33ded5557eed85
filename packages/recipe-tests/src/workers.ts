import { availableParallelism } from 'node:os';

/**
 * The number of workers for tests that mostly wait for processes and timers. Vitest's own default
 * leaves one of two cores idle.
 */
export const workersForWaitingTests = Math.max(2, availableParallelism() - 1);
