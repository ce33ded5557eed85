import type { InvocationOutcome } from '@amplify-recipes/sandbox';

/** The results of a schedule that was run by hand. */
export type ScheduleRun = {
  /** ISO 8601. */
  readonly scheduledTime: string;
  readonly results: readonly { readonly targetArn: string; readonly outcome: InvocationOutcome }[];
};

/**
 * Runs a schedule now, and waits for its targets.
 *
 * @param scheduledTime The scheduled time in the event, in ISO 8601. The default is now.
 * @throws {Error} With the message of the sandbox, when it refuses to run the schedule.
 */
export async function runSchedule(
  sandboxUrl: string,
  name: string,
  scheduledTime?: string,
): Promise<ScheduleRun> {
  const response = await fetch(`${sandboxUrl}/_sandbox/schedules/run`, {
    method: 'POST',
    body: JSON.stringify({ name, scheduledTime }),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.message);
  return answer;
}
