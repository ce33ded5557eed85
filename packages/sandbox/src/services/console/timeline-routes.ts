import type { ServiceContext } from '../../context/service-context.js';
import { AwsError } from '../../protocols/aws-error.js';
import type { Live } from './live.js';
import type { Routes } from './routes.js';

/** The timeline: all its entries, one with its details, and its removal. */
export function timelineRoutes({ timeline }: Pick<ServiceContext, 'timeline'>, live: Live): Routes {
  return {
    'GET timeline': () => ({
      run: live.run,
      entries: timeline.entries(),
      forgotten: timeline.forgotten,
    }),
    'GET timeline/*': ({ name }) => {
      const details = /^\d{1,15}$/.test(name) ? timeline.details(Number(name)) : undefined;
      if (details) return details;
      throw new AwsError(
        'EntryNotFound',
        'The timeline does not have this entry. It keeps the last 10,000.',
        404,
      );
    },
    'POST timeline/clear': async ({ input }) => {
      await input();
      live.clear();
    },
  };
}
