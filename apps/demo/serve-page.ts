/**
 * Serves the page of the demo until it is interrupted. `start.ts` runs it beside the sandbox. With
 * `--edit-page`, a change in `src/` appears at once.
 */
import colors from 'picocolors';
import { preferPort } from './free-port.ts';
import { type PageOptions, servePage } from './page-server.ts';

const PAGE_PORT = 5173;

const options: PageOptions = {
  port: await preferPort(PAGE_PORT),
  consoleUrl: process.env.AMPLIFY_RECIPES_CONSOLE_URL,
};
// Vite takes time and memory that only those who edit the page need.
const page = process.argv.includes('--edit-page')
  ? await (await import('./page-editing.ts')).serveEditablePage(options)
  : await servePage({ ...options, outputsDir: import.meta.dirname });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => void page.stop());
}
process.stdout.write(`${describeDemo(page.url)}\n`);

/** The lines that tell a developer where the page is. */
function describeDemo(pageUrl: string): string {
  return [
    '',
    `  Open        ${colors.bold(colors.cyan(pageUrl))}`,
    '',
    '  The page is a guide: each flow has something to try, its code, and what just happened.',
    '',
    colors.dim('  Function logs appear here. Ctrl+C stops everything; accounts are kept.'),
    '',
  ].join('\n');
}
