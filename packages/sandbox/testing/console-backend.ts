import type { Resource } from '../src/assembly/resource-graph.js';
import { bucket } from './buckets.js';
import { API_ID, graphqlApi } from './graphql-api.js';
import { tableResource } from './tables.js';

const ACCOUNT = '123456789012';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/`;
export const POOL_ID = 'eu-west-1_console01';
export const CLIENT_ID = '1example23456789';
export const IDENTITY_POOL_ID = 'eu-west-1:11111111-2222-4333-8444-555555555555';
export const TODO_TABLE = `Todo-${API_ID}-NONE`;
export const AUTHENTICATED_ROLE = `${ROLE}authenticated`;
export const QUEUE_URL = `http://127.0.0.1/${ACCOUNT}/letters`;
export const DEAD_QUEUE_URL = `http://127.0.0.1/${ACCOUNT}/dead-letters`;
const TODO_STREAM = `arn:aws:dynamodb:eu-west-1:${ACCOUNT}:table/${TODO_TABLE}/stream/2026-01-01T00:00:00.000`;

/** The ARN of a function of the backend. */
export const functionArn = (name: string) =>
  `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:app-${name}`;

/**
 * A function whose code is in the template.
 *
 * @param body The statements of its handler.
 */
function fn(name: string, body: string, variables: Record<string, string> = {}): Partial<Resource> {
  return {
    type: 'AWS::Lambda::Function',
    physicalId: `app-${name}`,
    logicalId: name,
    name,
    attributes: { Arn: functionArn(name) },
    assetPath: undefined,
    properties: {
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Timeout: 10,
      Role: `${ROLE}${name}`,
      Environment: { Variables: variables },
      Code: { ZipFile: `exports.handler = async (event) => { ${body} };` },
    },
  };
}

function role(name: string, statements: readonly object[] = []): Partial<Resource> {
  return {
    type: 'AWS::IAM::Role',
    physicalId: name,
    name,
    attributes: { Arn: ROLE + name, RoleId: 'AROAEXAMPLE' },
    properties: {
      Policies: [{ PolicyName: 'p', PolicyDocument: { Statement: statements as never } }],
    },
  };
}

const queue = (name: string, properties: Resource['properties'] = {}): Partial<Resource> => ({
  type: 'AWS::SQS::Queue',
  physicalId: `http://127.0.0.1/${ACCOUNT}/${name}`,
  logicalId: name,
  name,
  attributes: { Arn: `arn:aws:sqs:eu-west-1:${ACCOUNT}:${name}`, QueueName: name },
  properties,
});

/** Calls Systems Manager without a signature, as the AWS SDK calls it with one. */
const CALL_SSM = `const { status } = await fetch(process.env.AWS_ENDPOINT_URL, {
  method: 'POST', body: '{"Name":"x"}', headers: {
    'x-amz-target': 'AmazonSSM.GetParameter',
    'x-amzn-trace-id': process.env._X_AMZN_TRACE_ID } });`;

/** A small backend with a resource of each kind that the console shows. */
export const consoleBackend: readonly Partial<Resource>[] = [
  {
    type: 'AWS::Cognito::UserPool',
    physicalId: POOL_ID,
    logicalId: 'pool',
    name: 'amplifyAuth',
    attributes: { Arn: `arn:aws:cognito-idp:eu-west-1:${ACCOUNT}:userpool/${POOL_ID}` },
    properties: {
      UsernameAttributes: ['email'],
      AutoVerifiedAttributes: ['email'],
      LambdaConfig: { PreSignUp: functionArn('pre-sign-up') },
    },
  },
  {
    type: 'AWS::Cognito::UserPoolClient',
    physicalId: CLIENT_ID,
    logicalId: 'Client1A2B3C4D',
    name: 'Client1A2B3C4D',
    properties: { UserPoolId: POOL_ID, ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'] },
  },
  {
    type: 'AWS::Cognito::UserPoolGroup',
    physicalId: 'ADMINS',
    name: 'ADMINS',
    properties: { UserPoolId: POOL_ID, GroupName: 'ADMINS' },
  },
  { type: 'AWS::Cognito::IdentityPool', physicalId: IDENTITY_POOL_ID, name: 'amplifyAuth' },
  {
    type: 'AWS::Cognito::IdentityPoolRoleAttachment',
    physicalId: 'attachment',
    properties: {
      IdentityPoolId: IDENTITY_POOL_ID,
      Roles: { authenticated: AUTHENTICATED_ROLE, unauthenticated: `${ROLE}guest` },
    },
  },
  role('authenticated', [{ Effect: 'Allow', Action: 'appsync:GraphQL', Resource: '*' }]),
  role('guest', [
    { Effect: 'Allow', Action: 'appsync:GraphQL', Resource: '*/types/Query/fields/at' },
  ]),
  role('pre-sign-up'),
  role('greet', [{ Effect: 'Allow', Action: ['ssm:GetParameter'], Resource: 'arn:aws:ssm:*' }]),
  role('watch-todos', [
    { Effect: 'Allow', Action: ['dynamodb:*', 'kinesis:*', 'sqs:*'], Resource: '*' },
  ]),
  fn(
    'pre-sign-up',
    `${CALL_SSM} if (event.request.userAttributes.email === 'no@example.com') throw new Error('NO'); return event;`,
  ),
  fn('greet', 'console.log("hello"); return { greeting: event.name };', {
    GREETING: 'Hello',
    API_SECRET: 'Correct-horse-1',
    PASSPORT: 'Correct-horse-1',
    AMPLIFY_SSM_ENV_CONFIG: '{"PASSPORT":{"path":"/amplify/PASSPORT"}}',
  }),
  fn('watch-todos', `if (event.Records[0].eventName === 'REMOVE') throw new Error('broken');`),
  {
    type: 'AWS::Lambda::EventSourceMapping',
    physicalId: 'mapping',
    name: 'mapping',
    properties: {
      EventSourceArn: TODO_STREAM,
      FunctionName: 'app-watch-todos',
      StartingPosition: 'TRIM_HORIZON',
      MaximumRetryAttempts: 1,
    },
  },
  {
    type: 'AWS::Scheduler::Schedule',
    physicalId: 'greet-daily',
    logicalId: 'greet-daily',
    name: 'greet-daily',
    path: 'app/greet-daily',
    attributes: { Arn: `arn:aws:scheduler:eu-west-1:${ACCOUNT}:schedule/default/greet-daily` },
    properties: {
      ScheduleExpression: 'rate(1 day)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: { Arn: functionArn('greet'), RoleArn: `${ROLE}scheduler` },
    },
  },
  role('scheduler', [{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: '*' }]),
  tableResource(TODO_TABLE, { StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' } }),
  bucket(),
  queue('letters', {
    RedrivePolicy: {
      deadLetterTargetArn: `arn:aws:sqs:eu-west-1:${ACCOUNT}:dead-letters`,
      maxReceiveCount: 2,
    },
  }),
  queue('dead-letters'),
  {
    type: 'AWS::SNS::Topic',
    physicalId: `arn:aws:sns:eu-west-1:${ACCOUNT}:news`,
    logicalId: 'news',
    name: 'news',
  },
  ...graphqlApi(
    `type Query { hello: String @aws_iam @aws_cognito_user_pools @aws_api_key
       me: String @aws_cognito_user_pools
       admin: String @aws_cognito_user_pools(cognito_groups: ["ADMINS"])
       at: AWSDateTime @aws_iam }
     type Mutation { say: String @aws_iam }
     type Subscription { said: String @aws_iam @aws_subscribe(mutations: ["say"]) }`,
    Object.fromEntries(
      ['Query.hello', 'Query.me', 'Query.admin', 'Mutation.say'].map((field) => [
        field,
        {
          request: '{"version":"2018-05-29","payload":"$context.identity.username"}',
          response: '$util.toJson($context.result)',
        },
      ]),
    ),
    {
      AdditionalAuthenticationProviders: [
        { AuthenticationType: 'AWS_IAM' },
        {
          AuthenticationType: 'AMAZON_COGNITO_USER_POOLS',
          UserPoolConfig: { UserPoolId: POOL_ID },
        },
      ],
    },
  ),
];
