import { AwsError } from '../../protocols/aws-error.js';
import type { Backend } from './backend.js';
import { grantLine } from './grants.js';
import type { Live } from './live.js';
import type { Routes } from './routes.js';

/** The timeline: all its entries, one with its details, and its removal. */
export function timelineRoutes(backend: Backend, live: Live): Routes {
  const { timeline } = backend.context;
  return {
    'GET timeline': () => ({
      run: live.run,
      entries: timeline.entries(),
      forgotten: timeline.forgotten,
    }),
    'GET timeline/*': ({ name }) => {
      const details = /^\d{1,15}$/.test(name) ? timeline.details(Number(name)) : undefined;
      if (!details) {
        throw new AwsError(
          'EntryNotFound',
          'The timeline does not have this entry. It keeps the last 10,000.',
          404,
        );
      }
      const { denial } = details;
      if (!denial) return details;
      const grant = grantLine(backend.graph, denial);
      return { ...details, denial: { ...denial, ...(grant !== undefined && { grant }) } };
    },
    'POST timeline/clear': async ({ input }) => {
      await input();
      live.clear();
    },
  };
}
