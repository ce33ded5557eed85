import { expect, test } from 'vitest';
import { graphOf } from '../../../testing/resource-graph.js';
import { grantLine } from './grants.js';

const ROLE = 'arn:aws:iam::123456789012:role/';
const TODOS = `Todo-${'a'.repeat(26)}-NONE`;
const graph = graphOf([
  { type: 'AWS::Lambda::Function', physicalId: 'app-report-x', name: 'todo-report' },
  {
    type: 'AWS::Cognito::IdentityPoolRoleAttachment',
    properties: {
      Roles: { authenticated: `${ROLE}authenticated`, unauthenticated: `${ROLE}guest` },
    },
  },
  {
    type: 'AWS::Cognito::UserPoolGroup',
    physicalId: "it's",
    properties: { RoleArn: `${ROLE}group` },
  },
  { type: 'Custom::AmplifyDynamoDBTable', physicalId: TODOS, name: 'TodoTable' },
]);
const TABLE = `arn:aws:dynamodb:eu-west-1:123456789012:table/${TODOS}`;
const POOL = 'arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_x';
const API = 'arn:aws:appsync:eu-west-1:123456789012:apis/x/types';

test.each<[action: string, resource: string, line: string]>([
  ['cognito-idp:AdminAddUserToGroup', POOL, "allow.resource(todoReport).to(['addUserToGroup'])"],
  ['cognito-idp:ListUsers', POOL, "allow.resource(todoReport).to(['listUsers'])"],
  ['cognito-idp:AdminConfirmSignUp', POOL, "allow.resource(todoReport).to(['manageUsers'])"],
  [
    'cognito-idp:AdminSetUserMFAPreference',
    POOL,
    "allow.resource(todoReport).to(['setUserMfaPreference'])",
  ],
  [
    'cognito-idp:DescribeUserPool',
    POOL,
    `backend.todoReport.resources.lambda.addToRolePolicy(new PolicyStatement({ actions: ['cognito-idp:DescribeUserPool'], resources: ['${POOL.replace('123456789012', '*')}'] }))`,
  ],
  [
    's3:PutObject',
    'arn:aws:s3:::files/reports/2026/a.csv',
    "'reports/*': [allow.resource(todoReport).to(['write'])]",
  ],
  ['s3:ListBucket', 'arn:aws:s3:::files', "allow.resource(todoReport).to(['read'])"],
  [
    'appsync:GraphQL',
    `${API}/Mutation/fields/createTodo`,
    "allow.resource(todoReport).to(['mutate'])",
  ],
  [
    'dynamodb:PutItem',
    TABLE,
    "backend.todoReport.resources.lambda.addToRolePolicy(new PolicyStatement({ actions: ['dynamodb:PutItem'], resources: [backend.data.resources.tables['Todo'].tableArn] }))",
  ],
  [
    'dynamodb:Query',
    `${TABLE}/index/byOwner`,
    "backend.todoReport.resources.lambda.addToRolePolicy(new PolicyStatement({ actions: ['dynamodb:Query'], resources: [backend.data.resources.tables['Todo'].tableArn + '/index/*'] }))",
  ],
  [
    'ses:SendEmail',
    '*',
    "backend.todoReport.resources.lambda.addToRolePolicy(new PolicyStatement({ actions: ['ses:SendEmail'], resources: ['*'] }))",
  ],
])('a function that was denied %s on %s', (action, resource, line) => {
  const denial = { action, resources: [resource], message: '', session: 'app-report-x' };
  expect(grantLine(graph, denial)).toBe(line);
});

test.each<[role: string, line: string | undefined]>([
  ['authenticated', "'files/*': [allow.authenticated.to(['write'])]"],
  ['guest', "'files/*': [allow.guest.to(['write'])]"],
  ['group', "'files/*': [allow.groups(['it\\'s']).to(['write'])]"],
  ['of-nobody', undefined],
])('users with the role %s', (role, line) => {
  const denial = {
    action: 's3:PutObject',
    resources: ['arn:aws:s3:::bucket/files/a.txt'],
    message: '',
    session: 'CognitoIdentityCredentials',
    roleArn: ROLE + role,
  };
  expect(grantLine(graph, denial)).toBe(line);
});

test.each<[attack: string, key: string]>([
  ['a quotation mark', `a'+process.exit()+'/x`],
  ['a line break', 'a\nprocess.exit()/x'],
  ['a backslash', 'a\\/x'],
])('a key with %s stays inside of its text', (_, key) => {
  const denial = {
    action: 's3:PutObject',
    resources: [`arn:aws:s3:::bucket/${key}`],
    message: '',
    session: 'app-report-x',
  };
  const line = grantLine(graph, denial) ?? '';
  expect(
    () => new Function(`return [{ ${line.replaceAll('allow.resource(todoReport)', 'x')} }]`),
  ).not.toThrow();
  expect(line).not.toMatch(/[\r\n]/);
});
