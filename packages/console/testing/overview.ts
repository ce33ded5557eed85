import type { Overview } from '../src/api/contract.ts';

const arn = (name: string) => `arn:aws:lambda:us-east-1:000000000000:function:${name}`;

function row(name: string, triggers: readonly string[], runtime = 'nodejs22.x') {
  return {
    name,
    physicalName: `amplify-my-app-sandbox-${name}-lambda-A1B2C3D4E5F6`,
    arn: arn(name),
    runtime,
    memoryMB: 512,
    timeoutSeconds: 3,
    triggers,
  };
}

/** The overview of a made backend. */
export const overview: Overview = {
  app: 'my-app',
  url: 'http://127.0.0.1:4700',
  region: 'us-east-1',
  startedAt: '2026-11-30T13:00:00.000Z',
  frontEnd: [
    "import { localConfig } from '@amplify-recipes/sandbox/client';",
    'Amplify.configure(localConfig(outputs));',
  ].join('\n'),
  resources: [
    { type: 'AWS::Cognito::UserPool', name: 'auth', description: 'sign-in with e-mail' },
    { type: 'AWS::AppSync::GraphQLApi', name: 'data', description: '3 models' },
    { type: 'AWS::Lambda::Function', name: 'pre-sign-up', description: 'nodejs22.x' },
  ],
  unserved: { 'AWS::CloudFront::Distribution': 1, 'AWS::Location::Map': 2 },
  warnings: [
    'The function recaptcha has no value for the secret RECAPTCHA_SECRET_KEY. Set it with: npx amplify-recipes secret set RECAPTCHA_SECRET_KEY',
  ],
  userPools: [
    {
      id: 'us-east-1_aBcD12345',
      name: 'auth',
      clients: [{ id: '7aqe1ojb5sd3', name: 'web' }],
      groups: ['EVERYONE', 'ADMINS'],
    },
  ],
  identityPools: [{ name: 'auth', id: 'us-east-1:0e3d9f1a-0000-4000-8000-000000000000' }],
  apis: [
    {
      id: 'abcdefghij',
      name: 'data',
      url: 'http://127.0.0.1:4700/graphql/abcdefghij',
      authModes: ['AMAZON_COGNITO_USER_POOLS', 'API_KEY'],
      apiKey: 'da2-sandbox',
    },
  ],
  tables: ['Todo', 'Profile', 'Event'].map((name) => ({
    name: `${name}-abcdefghij-NONE`,
    friendlyName: name,
    keys: ['id'],
    streamArn: `arn:aws:dynamodb:us-east-1:000000000000:table/${name}/stream/1`,
  })),
  buckets: [{ name: 'amplify-my-app-sandbox-files-a1b2c3', friendlyName: 'files' }],
  queues: [
    {
      name: 'todo-failures',
      friendlyName: 'todo-failures',
      url: 'http://127.0.0.1:4700/000000000000/todo-failures',
      arn: 'arn:aws:sqs:us-east-1:000000000000:todo-failures',
      deadLetterOf: ['watch-todos'],
    },
  ],
  topics: [{ arn: 'arn:aws:sns:us-east-1:000000000000:alerts', name: 'alerts' }],
  streams: [{ friendlyName: 'clicks', name: 'clicks', arn: 'arn:aws:kinesis:us-east-1:000000000000:stream/clicks' }],
  functions: [
    row('pre-sign-up', ['PreSignUp']),
    row('localized-message', ['CustomMessage']),
    row('watch-todos', ['stream of Todo']),
    row('todo-report', ['every day at 14:05']),
    row('say-hello-python', ['GraphQL sayHello'], 'python3.13'),
  ],
  schedules: [
    {
      name: 'todo-report',
      arn: 'arn:aws:scheduler:us-east-1:000000000000:schedule/default/todo-report',
      expression: 'cron(5 14 * * ? *)',
      timeZone: 'UTC',
      enabled: true,
      nextRun: '2026-12-01T14:05:00.000Z',
      targets: [{ arn: arn('todo-report'), function: 'todo-report' }],
    },
  ],
  keptEntries: 10_000,
};
