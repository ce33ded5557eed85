import { summarise } from '../../context/schedules/summary.js';
import { optionalTime } from '../../protocols/request-input.js';
import type { Backend } from './backend.js';
import { requiredText } from './input.js';
import type { Routes } from './routes.js';

/** The schedules, and the outbox of what they and others sent. */
export function scheduleRoutes({ context }: Backend): Routes {
  const { schedules, outbox, timeline, now } = context;
  return {
    'GET outbox': () => outbox.messages,
    'GET schedules': () => summarise(schedules),
    'POST schedules/run': async (request) => {
      const input = await request.input();
      const time = optionalTime(input, 'scheduledTime') ?? now();
      let entry: number | undefined;
      const stopListening = timeline.onChange((id) => {
        if (entry === undefined && timeline.find(id)?.kind === 'schedule') entry = id;
      });
      const running = schedules.runNow(requiredText(input, 'name'), time);
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
