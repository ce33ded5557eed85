import { stripVTControlCharacters } from 'node:util';
import type {
  DeploymentReport,
  Invocation,
  OutboxMessage,
  SandboxEvent,
} from '@amplify-recipes/sandbox';
import colors from 'picocolors';

/** The start-up report: the resources that run, the unsupported ones, and warnings. */
export function describeDeployment(report: DeploymentReport): string {
  const rows = report.resources.map(({ type, name, description }) => ({
    kind: readable(type),
    name,
    description,
  }));
  const kindWidth = Math.max(0, ...rows.map(({ kind }) => kind.length));
  const nameWidth = Math.max(0, ...rows.map(({ name }) => name.length));
  const unserved = Object.entries(report.unserved).map(([type, count]) =>
    count > 1 ? `${type} (${count})` : type,
  );
  return [
    ...rows.map(
      ({ kind, name, description }) =>
        `  ${colors.dim(kind.padEnd(kindWidth))}  ${colors.bold(name.padEnd(nameWidth))}  ${description}`,
    ),
    ...(unserved.length > 0
      ? ['', colors.dim(`  In the template, but not supported here: ${unserved.join(', ')}.`)]
      : []),
    ...(report.warnings.length > 0 ? [''] : []),
    ...report.warnings.map((warning) => `  ${colors.yellow('⚠')} ${warning}`),
  ].join('\n');
}

const CHANNELS = { email: 'E-mail', sms: 'SMS', topic: 'Message' } as const;

/** One line for a message that a deployed backend would have sent. */
export function describeMessage({ channel, to, subject, body }: OutboxMessage): string {
  const heading = subject ? `${oneLine(subject)} — ` : '';
  return `${colors.cyan('✉')} ${CHANNELS[channel]} to ${oneLine(to)}: ${heading}${oneLine(body.replace(/<[^>]*>/g, ' '))}`;
}

const MAXIMUM_REASON = 300;

/**
 * One line for an invocation that failed, whoever started it: a failure in the background reaches
 * no client.
 *
 * @param url Where the sandbox is.
 * @returns Undefined for an invocation that succeeded.
 */
export function describeFailedInvocation(
  { id, function: name, outcome }: Invocation,
  url: string,
): string | undefined {
  if (outcome.status === 'success') return undefined;
  const { errorType, errorMessage } = outcome.error;
  const reason = oneLine(`${errorType}: ${errorMessage}`);
  const cut = reason.length > MAXIMUM_REASON ? `${reason.slice(0, MAXIMUM_REASON)} …` : reason;
  return `${colors.red('✖')} ${colors.bold(name)}: ${cut} ${colors.dim(`(invocation ${id}, see ${url}/_sandbox/invocations)`)}`;
}

/** One line for a request that a role is not allowed to make, with what to do. */
export function describeDenial({
  caller,
  action,
  resources,
}: Extract<SandboxEvent, { type: 'denied' }>): string {
  const on = resources[0]?.startsWith('arn:') ? ` on ${resources[0]}` : '';
  return `${colors.red('✖')} ${colors.bold(oneLine(caller))}: AccessDenied: its role does not allow ${oneLine(action + on)}. ${colors.dim('Grant it in amplify/, with access or addToRolePolicy.')}`;
}

/** Removes control characters, with which a new user could write over the terminal. */
function oneLine(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/[\s\p{Cc}\p{Bidi_Control}]+/gu, ' ')
    .trim();
}

export function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

/** `AWS::Cognito::UserPoolClient` becomes `user pool client`. */
function readable(type: string): string {
  const name = type.slice(type.lastIndexOf(':') + 1);
  return name.replace(/([a-z])(?=[A-Z])|([A-Z])(?=[A-Z][a-z])/g, '$1$2 ').toLowerCase();
}
