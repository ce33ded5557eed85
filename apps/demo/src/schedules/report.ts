import type { ScheduleRun } from './run-schedule.js';

/** A report that a run wrote to the bucket. */
export type Report = { readonly bucketName: string; readonly key: string };

/** The report that the answer of a run names. Undefined if the run wrote none. */
export function reportOf({ results }: ScheduleRun): Report | undefined {
  for (const { outcome } of results) {
    if (outcome.status !== 'success') continue;
    const { bucketName, key } = (outcome.response ?? {}) as Partial<Report>;
    if (bucketName && key) return { bucketName, key };
  }
  return undefined;
}

/** Whether a run found that its work was done already. */
export function isRepeated({ results }: ScheduleRun): boolean {
  return results.some(
    ({ outcome }) =>
      outcome.status === 'success' && /"ALREADY_/.test(JSON.stringify(outcome.response)),
  );
}
