/** Serves the page of the demo until it is interrupted. `start.ts` runs it beside the sandbox. */
import colors from 'picocolors';
import { preferPort } from './free-port.ts';
import { startPage } from './page-server.ts';

const PAGE_PORT = 5173;

const page = await startPage({ port: await preferPort(PAGE_PORT) });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => void page.stop());
}
process.stdout.write(`${describeDemo(page.url)}\n`);

/** The lines that tell a developer where the page is and what to try. */
function describeDemo(pageUrl: string): string {
  return [
    '',
    `  Open        ${colors.bold(colors.cyan(pageUrl))}`,
    '',
    '  1. Sign up as anyone@evilamazon.com, or as a child: the function pre-sign-up refuses it.',
    '  2. Sign up as anything@amazon.com.',
    '  3. Copy the code from the outbox beside the form, and confirm.',
    '  4. You are signed in. The recipe add-to-group put the group EVERYONE into your token, and',
    '     create-user-profile created your profile.',
    '  5. Sign out, and sign in with a one-time code, or with the password, a CAPTCHA and a code.',
    '  6. Write a todo in Data with the page open in two tabs: it appears in both.',
    '  7. Upload a file, and click: the functions watch-files and count-clicks run.',
    '  8. Run a schedule twice for the same time: todo-report writes only one report.',
    '  9. Open an invocation to see its event, its response and its logs.',
    '',
    colors.dim('  Function logs appear here. Ctrl+C stops everything; accounts are kept.'),
    '',
  ].join('\n');
}
