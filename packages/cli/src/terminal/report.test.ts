import { stripVTControlCharacters } from 'node:util';
import { type Invocation, SandboxError } from '@amplify-recipes/sandbox';
import { expect, test } from 'vitest';
import { describeFailure, UsageError } from './failure.js';
import {
  describeDenial,
  describeDeployment,
  describeFailedInvocation,
  describeMessage,
} from './report.js';

const message = { id: '1', at: '2026-01-01T00:00:00.000Z', to: 'ada@example.com', reason: 'x' };

const plain = stripVTControlCharacters;

test('the start-up report lists resources that run, unsupported ones, and warnings', () => {
  expect(
    plain(
      describeDeployment({
        resources: [
          { type: 'AWS::Cognito::UserPool', name: 'auth', description: 'us-east-1_a, 2 triggers' },
          { type: 'AWS::Lambda::Function', name: 'say-hello', description: 'nodejs22.x' },
          { type: 'Custom::AmplifyDynamoDBTable', name: 'Todo', description: 'Todo-x' },
        ],
        unserved: { 'AWS::S3::Bucket': 2, 'AWS::SQS::Queue': 1 },
        warnings: ['Secret A has no value here.'],
      }),
    ),
  ).toBe(
    [
      '  user pool                auth       us-east-1_a, 2 triggers',
      '  function                 say-hello  nodejs22.x',
      '  amplify dynamo db table  Todo       Todo-x',
      '',
      '  In the template, but not supported here: AWS::S3::Bucket (2), AWS::SQS::Queue.',
      '',
      '  ⚠ Secret A has no value here.',
    ].join('\n'),
  );
});

test('a message is printed in one line, without HTML tags', () => {
  expect(
    plain(
      describeMessage({
        ...message,
        channel: 'email',
        subject: 'Welcome',
        body: '<p>Your code\n is <b>123456</b></p>',
      }),
    ),
  ).toBe('✉ E-mail to ada@example.com: Welcome — Your code is 123456');
  expect(plain(describeMessage({ ...message, channel: 'sms', body: '123456' }))).toBe(
    '✉ SMS to ada@example.com: 123456',
  );
  expect(
    plain(describeMessage({ ...message, channel: 'topic', to: 'arn:aws:sns:x', body: 'a' })),
  ).toBe('✉ Message to arn:aws:sns:x: a');
});

test.each<[string, object, object]>([
  [
    'its text',
    { body: '\u001b[2J\u001b]0;title\u0007a\u009b2Kb\u0008\r\n\u202ec' },
    { body: 'ab c' },
  ],
  ['its subject', { subject: '\u001b[31mred\u0000\n' }, { subject: 'red' }],
  ['its address', { to: '\u001b[1Aada@example.com\r' }, { to: 'ada@example.com' }],
])('a message cannot control the terminal with %s', (_, part, clean) => {
  const email = { ...message, channel: 'email', subject: 's', body: 'b' } as const;
  expect(describeMessage({ ...email, ...part })).toBe(describeMessage({ ...email, ...clean }));
});

const invocation: Invocation = {
  id: 'f1',
  function: 'add-to-group',
  functionArn: 'arn',
  source: 'PostConfirmation_ConfirmSignUp',
  startedAt: '2026-01-01T00:00:00.000Z',
  durationMs: 1,
  initDurationMs: undefined,
  event: {},
  outcome: { status: 'success', response: null },
  logs: [],
};

test.each<[Exclude<Invocation['outcome']['status'], 'success'>, string, string]>([
  ['error', 'AccessDeniedException', 'User is not authorized'],
  ['timeout', 'Sandbox.Timedout', 'Task timed out after 5.00 seconds'],
  ['crash', 'Runtime.ExitError', 'Runtime exited without providing a reason'],
])('an invocation that ends with %s is one line', (status, errorType, errorMessage) => {
  const failed = { ...invocation, outcome: { status, error: { errorType, errorMessage } } };
  expect(plain(describeFailedInvocation(failed, 'http://127.0.0.1:1') ?? '')).toBe(
    `✖ add-to-group: ${errorType}: ${errorMessage} (invocation f1, see http://127.0.0.1:1/_sandbox/invocations)`,
  );
});

test.each([
  [
    ['arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_a'],
    ' on arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_a',
  ],
  [['*'], ''],
  // A phone number is not repeated.
  [['+15551234567'], ''],
])('a denied request for %j is one line that says what to grant', (resources, on) => {
  const action = 'cognito-idp:AdminAddUserToGroup';
  const denied = {
    type: 'denied',
    caller: 'add-to-group',
    action,
    resources,
    message: '',
  } as const;
  expect(plain(describeDenial(denied))).toBe(
    `✖ add-to-group: AccessDenied: its role does not allow ${action}${on}. Grant it in amplify/, with access or addToRolePolicy.`,
  );
});

test('an invocation that succeeded is no line', () => {
  expect(describeFailedInvocation(invocation, '')).toBeUndefined();
});

test("a failure's words cannot write over the terminal, and are cut", () => {
  const error = { errorType: '\u001b[2JError', errorMessage: `a\r\nb${'c'.repeat(1000)}` };
  const failed: Invocation = { ...invocation, outcome: { status: 'error', error } };
  const line = plain(describeFailedInvocation(failed, '') ?? '');
  expect(line).toMatch(/^✖ add-to-group: Error: a bc+ … \(/);
  expect(line.length).toBeLessThan(400);
});

test.each<[string, unknown, string]>([
  [
    'of the sandbox',
    new SandboxError('PORT_IN_USE', 'Taken.', 'Choose another.'),
    '✖ Taken.\nChoose another.',
  ],
  ['in the usage', new UsageError('Not so.'), '✖ Not so.'],
  [
    'from a prompt that Ctrl+C ended',
    Object.assign(new Error('x'), { name: 'ExitPromptError' }),
    'Nothing was changed.',
  ],
])('an error %s says what is wrong and what to do', (_, error, words) => {
  expect(plain(describeFailure(error))).toBe(words);
});

test('an internal error asks for a report and shows the stack', () => {
  expect(plain(describeFailure(new TypeError('oops')))).toMatch(
    /^✖ The command failed with an internal error\. Please report it:\nTypeError: oops\n +at /,
  );
});
