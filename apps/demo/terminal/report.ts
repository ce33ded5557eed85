import type { DeploymentReport } from '@amplify-recipes/sandbox';
import colors from 'picocolors';

/** Runs, but nobody looks for them. */
const IN_THE_BACKGROUND = new Set(['AWS::SSM::Parameter']);

const FUNCTION = 'AWS::Lambda::Function';
/** Amplify Data has a function of its own, which makes its tables in AWS. */
const AMPLIFY_DATA = 'amplifyData';

/** What runs, where to look at it, and what to try. */
export function describeDemo(report: DeploymentReport, pageUrl: string): string {
  const functions = report.resources.filter(
    ({ type, name }) => type === FUNCTION && name !== AMPLIFY_DATA,
  );
  const others = report.resources.filter(
    ({ type }) => type !== FUNCTION && !IN_THE_BACKGROUND.has(type),
  );
  const kinds = new Set(others.map(({ type }) => readable(type)));
  const unserved = Object.keys(report.unserved).map(readable);
  return [
    '',
    `  Running     ${[...kinds].join(', ')}`,
    `  Functions   ${functions.map(({ name }) => name).join(', ')}`,
    ...(unserved.length > 0 ? [colors.dim(`  Not served  ${unserved.join(', ')}`)] : []),
    ...report.warnings.map((warning) => `  ${colors.yellow('⚠')} ${warning}`),
    '',
    `  Open        ${colors.bold(colors.cyan(pageUrl))}`,
    '',
    '  1. Sign up as anyone@evilamazon.com, or as a child: the function pre-sign-up says no.',
    '  2. Sign up as anything@amazon.com.',
    '  3. Take the code from the outbox beside the form, and confirm.',
    '  4. You are signed in: the group EVERYONE, from add-to-group, is in your token.',
    '  5. Sign out, and in again: by a one-time code, or as a human by password, CAPTCHA and code.',
    '  6. Upload a file, and click: watch-files and count-clicks hear of it.',
    '  7. Run a schedule now, and again for the same time: todo-report writes one report.',
    '  8. Open an invocation to see its event, its response and its logs.',
    '',
    colors.dim('  Function logs appear here. Ctrl+C stops everything; accounts are kept.'),
    '',
  ].join('\n');
}

export function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

/** `AWS::Cognito::UserPool` as `user pool`. */
function readable(type: string): string {
  const name = type.slice(type.lastIndexOf(':') + 1);
  return name.replace(/([a-z])(?=[A-Z])|([A-Z])(?=[A-Z][a-z])/g, '$1$2 ').toLowerCase();
}
