import { durationText } from '@amplify-recipes/console/controls';
import type { TimelineEntry } from '@amplify-recipes/sandbox';

const SERVICES: Readonly<Record<string, string>> = {
  browser: 'The browser',
  sdk: 'The SDK',
  console: 'The console',
  'cognito-idp': 'Cognito',
  'cognito-identity': 'The identity pool',
  appsync: 'AppSync',
  dynamodb: 'DynamoDB',
  lambda: 'Lambda',
  s3: 'S3',
  sqs: 'SQS',
  sns: 'SNS',
  ses: 'SES',
  kinesis: 'Kinesis',
  events: 'EventBridge',
  scheduler: 'The scheduler',
  ssm: 'Parameter Store',
};

const VERBS: Readonly<Record<TimelineEntry['kind'], string>> = {
  request: 'calls',
  invocation: 'runs',
  message: 'sends',
  batch: 'delivers',
  schedule: 'runs',
};

/** Who did what: `The browser calls Cognito: SignUp`. */
export function sentenceOf({ kind, from, service, name }: TimelineEntry) {
  const actor = SERVICES[from] ?? SERVICES[from.split(' ')[0] ?? ''] ?? from;
  const target = SERVICES[service] ?? service;
  const verb = kind === 'request' ? `calls ${target.replace(/^The/, 'the')}:` : VERBS[kind];
  return { actor, verb, name };
}

/** `200`, `threw, 7 ms`. */
export function outcomeOf({ state, outcome, durationMs, kind }: TimelineEntry): string {
  const word = outcome ?? (state === 'running' ? 'running' : state);
  const isTimed = kind === 'invocation' && durationMs !== undefined;
  return isTimed ? `${word}, ${durationText(durationMs)}` : word;
}

/** Why an entry failed. Only the entry that is the cause gives the whole reason. */
export function reasonOf(
  { id, reason }: TimelineEntry,
  entries: readonly TimelineEntry[],
): string | undefined {
  const hasCause = entries.some(({ parent, state }) => parent === id && state === 'failed');
  return hasCause ? reason?.split(':')[0] : reason;
}
