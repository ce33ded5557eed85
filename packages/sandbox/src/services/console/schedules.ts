import { summarise } from '../../context/schedules/summary.js';
import { AwsError } from '../../protocols/aws-error.js';
import type { Backend } from './backend.js';
import type { Routes } from './routes.js';
import { textIn } from './users.js';

/** The schedules, and the outbox of what they and others sent. */
export function scheduleRoutes({ context }: Backend): Routes {
  const { schedules, outbox, timeline, now } = context;
  return {
    'GET outbox': () => outbox.messages,
    'GET schedules': () => summarise(schedules),
    'POST schedules/run': async (request) => {
      const input = await request.input();
      const time = readTime(input.scheduledTime) ?? now();
      let entry: number | undefined;
      const stopListening = timeline.onChange((id) => {
        if (entry === undefined && timeline.find(id)?.kind === 'schedule') entry = id;
      });
      const running = schedules.runNow(textIn(input, 'name'), time);
      stopListening();
      const results = await running;
      return {
        scheduledTime: new Date(time).toISOString(),
        results,
        ...(entry !== undefined && { entry }),
      };
    },
  };
}

/** @throws {AwsError} `ValidationException` */
function readTime(value: unknown): number | undefined {
  if (value === undefined) return undefined;
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(time)) {
    throw new AwsError('ValidationException', 'scheduledTime must be a time in ISO 8601.');
  }
  return time;
}
