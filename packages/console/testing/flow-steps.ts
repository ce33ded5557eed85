import type { TimelineDetails, TimelineEntry } from '../src/api/contract.ts';

/** An entry before it has an id: its place in the flow, and its times relative to the start. */
export type Step = Omit<Partial<TimelineEntry>, 'id' | 'parent' | 'flow'> & {
  readonly after: number;
  /** The index of the step that caused it. */
  readonly cause?: number;
  readonly details?: Partial<TimelineDetails>;
};

const cognitoEvent = (triggerSource: string, email: string) => ({
  version: '1',
  region: 'us-east-1',
  userPoolId: 'us-east-1_aBcD12345',
  userName: 'da676ff3-f719-4c5c-9d0e-1f2a3b4c5d6e',
  triggerSource,
  request: { userAttributes: { email, birthdate: '1990-12-10', locale: 'en' } },
});

export function signUp(email: string): readonly Step[] {
  const preSignUp = cognitoEvent('PreSignUp_SignUp', email);
  const message = cognitoEvent('CustomMessage_SignUp', email);
  return [
    {
      after: 0,
      name: 'SignUp',
      user: email,
      durationMs: 184,
      outcome: '200',
      status: 200,
      details: {
        input: {
          ClientId: '7aqe1ojb5sd3',
          Username: email,
          Password: '••••',
          UserAttributes: [{ Name: 'email', Value: email }],
        },
        output: {
          UserConfirmed: false,
          CodeDeliveryDetails: { AttributeName: 'email', DeliveryMedium: 'EMAIL' },
          UserSub: 'da676ff3-f719-4c5c-9d0e-1f2a3b4c5d6e',
        },
        headers: { 'user-agent': 'Mozilla/5.0', origin: 'http://127.0.0.1:5173' },
      },
    },
    {
      after: 3,
      cause: 0,
      kind: 'invocation',
      service: 'lambda',
      name: 'pre-sign-up',
      function: 'pre-sign-up',
      detail: 'PreSignUp_SignUp',
      from: 'cognito-idp',
      durationMs: 121,
      initDurationMs: 98,
      outcome: 'returned',
      logs: 1,
      invocationId: '9abf73c3-0c2d-4f5e-8a9b-1c2d3e4f5a6b',
      details: {
        input: {
          ...preSignUp,
          response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
        },
        output: {
          ...preSignUp,
          response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
        },
        logs: ['{"level":"INFO","message":"The domain example.com is allowed."}'],
      },
    },
    {
      after: 126,
      cause: 0,
      kind: 'invocation',
      service: 'lambda',
      name: 'localized-message',
      function: 'localized-message',
      detail: 'CustomMessage_SignUp',
      from: 'cognito-idp',
      durationMs: 41,
      outcome: 'returned',
      logs: 3,
      details: {
        input: {
          ...message,
          response: { smsMessage: null, emailMessage: null, emailSubject: null },
        },
        output: {
          ...message,
          response: {
            smsMessage: null,
            emailMessage: 'Welcome, Ada. Your code is {####}.',
            emailSubject: 'Your code for the demo',
          },
        },
        logs: ['START', 'Chose the language en.', 'END'],
      },
    },
    {
      after: 181,
      cause: 0,
      kind: 'message',
      service: 'cognito-idp',
      name: `E-mail to ${email}`,
      detail: 'Your code for the demo',
      from: 'cognito-idp',
      outcome: 'message',
      messageId: 'b1f4c6a2',
    },
  ];
}

export function refusedSignUp(email: string): readonly Step[] {
  return [
    {
      after: 0,
      name: 'SignUp',
      user: email,
      durationMs: 11,
      outcome: 'refused',
      status: 400,
      state: 'failed',
    },
    {
      after: 2,
      cause: 0,
      kind: 'invocation',
      service: 'lambda',
      name: 'pre-sign-up',
      function: 'pre-sign-up',
      detail: 'PreSignUp_SignUp',
      from: 'cognito-idp',
      durationMs: 7,
      state: 'failed',
      outcome: 'threw',
      reason: 'EMAIL_DOMAIN_NOT_ALLOWED',
      logs: 1,
      details: {
        input: cognitoEvent('PreSignUp_SignUp', email),
        error: {
          name: 'EmailDomainError',
          message:
            'EMAIL_DOMAIN_NOT_ALLOWED: Sign-up is not open to e-mail addresses of this domain.',
          trace: [
            'EmailDomainError: EMAIL_DOMAIN_NOT_ALLOWED',
            '    at check (email-domain.ts:41:11)',
          ],
        },
        logs: ['ERROR EMAIL_DOMAIN_NOT_ALLOWED'],
      },
    },
  ];
}

export function createTodo(email: string): readonly Step[] {
  const item = { id: '01JD', content: 'Write it down', owner: email };
  return [
    {
      after: 0,
      service: 'appsync',
      name: 'createTodo',
      detail: 'mutation',
      user: email,
      durationMs: 14,
      outcome: '200',
      status: 200,
      details: {
        input: {
          query: 'mutation ($input: CreateTodoInput!) { createTodo(input: $input) { id } }',
        },
        output: { data: { createTodo: { id: item.id } } },
      },
    },
    {
      after: 4,
      cause: 0,
      service: 'dynamodb',
      name: 'PutItem',
      detail: 'Todo',
      from: 'appsync',
      durationMs: 2,
      outcome: '200',
      status: 200,
      details: { input: { TableName: 'Todo', Item: { id: { S: item.id } } }, output: {} },
    },
    {
      after: 96,
      cause: 1,
      kind: 'batch',
      service: 'lambda',
      name: 'watch-todos',
      function: 'watch-todos',
      detail: '1 record, INSERT',
      from: 'dynamodb stream Todo',
      durationMs: 12,
      outcome: 'returned',
      logs: 1,
      details: {
        input: {
          Records: [{ eventName: 'INSERT', dynamodb: { NewImage: { id: { S: item.id } } } }],
        },
        output: { batchItemFailures: [] },
        logs: ['1 todo was written.'],
      },
    },
  ];
}

export function deniedReport(): readonly Step[] {
  return [
    {
      after: 0,
      kind: 'schedule',
      service: 'scheduler',
      name: 'todo-report',
      detail: 'cron(5 14 * * ? *), UTC',
      from: 'scheduler',
      durationMs: 88,
      state: 'failed',
      outcome: 'denied',
    },
    {
      after: 4,
      cause: 0,
      kind: 'invocation',
      service: 'lambda',
      name: 'todo-report',
      function: 'todo-report',
      detail: 'ScheduledEvent',
      from: 'scheduler',
      durationMs: 82,
      attempt: 2,
      state: 'failed',
      outcome: 'threw',
      reason: 'AccessDenied: s3:PutObject on reports/* is not allowed',
      logs: 2,
      details: { input: { source: 'aws.scheduler' }, logs: ['Reading todos', 'AccessDenied'] },
    },
    {
      after: 31,
      cause: 1,
      service: 's3',
      name: 'PutObject',
      from: 'todo-report',
      durationMs: 1,
      state: 'denied',
      status: 403,
      outcome: 'denied',
      reason: 's3:PutObject on reports/* is not allowed',
      details: {
        denial: {
          action: 's3:PutObject',
          resources: ['arn:aws:s3:::reports/*'],
          message: 'User is not authorized to perform: s3:PutObject',
          grant: "allow.resource(todoReport).to(['write'])",
        },
      },
    },
  ];
}
