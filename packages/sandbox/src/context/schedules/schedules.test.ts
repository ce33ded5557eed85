import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startScheduleClock } from './schedules.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('the clock checks every second, until it is stopped', () => {
  const runDue = vi.fn();
  const clock = startScheduleClock({ runDue }, () => {});
  vi.advanceTimersByTime(3500);
  expect(runDue).toHaveBeenCalledTimes(3);
  clock.stop();
  vi.advanceTimersByTime(3500);
  expect(runDue).toHaveBeenCalledTimes(3);
});

test('an internal error does not stop the clock, and is reported', () => {
  const faults: unknown[] = [];
  const fault = new Error('A fault.');
  const clock = startScheduleClock(
    {
      runDue() {
        throw fault;
      },
    },
    (error) => faults.push(error),
  );
  vi.advanceTimersByTime(2000);
  clock.stop();
  expect(faults).toEqual([fault, fault]);
});
