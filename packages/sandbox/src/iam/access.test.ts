import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { graphOf } from '../../testing/resource-graph.js';
import type { Properties, Resource } from '../assembly/resource-graph.js';
import type { Caller } from '../protocols/request.js';
import { createAccess } from './access.js';

const ROLE = 'arn:aws:iam::123456789012:role/app';
const BUCKET = 'arn:aws:s3:::files';
const caller: Caller = {
  type: 'role',
  roleArn: ROLE,
  arn: 'arn:aws:sts::123456789012:assumed-role/app/upload',
};
const get = { action: 's3:GetObject', resources: [`${BUCKET}/a`] };

const role = (properties: Properties = {}): Partial<Resource> => ({
  type: 'AWS::IAM::Role',
  physicalId: 'app',
  path: 'storage/app',
  attributes: { Arn: ROLE },
  properties,
});
const document = (members: Properties = {}): Properties => ({
  Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: `${BUCKET}/*`, ...members }],
});
const policy = (type: string, properties: Properties, physicalId = type): Partial<Resource> => ({
  type,
  physicalId,
  properties,
});
const bucket: Partial<Resource> = {
  type: 'AWS::S3::Bucket',
  physicalId: 'files',
  attributes: { Arn: BUCKET },
};
const MANAGED = 'arn:aws:iam::123456789012:policy/own';

function accessWith(...resources: Partial<Resource>[]) {
  const access = createAccess({ region: 'eu-west-1', now: () => Date.UTC(2026, 4, 1) });
  access.deploy(graphOf(resources));
  return access;
}

describe('a role may do what is in', () => {
  test.each<[name: string, resources: Partial<Resource>[]]>([
    ['a policy of its own', [role({ Policies: [{ PolicyDocument: document() }] })]],
    [
      'a policy that names it',
      [role(), policy('AWS::IAM::Policy', { Roles: ['app'], PolicyDocument: document() })],
    ],
    [
      'a role policy',
      [role(), policy('AWS::IAM::RolePolicy', { RoleName: 'app', PolicyDocument: document() })],
    ],
    [
      'a managed policy that names it',
      [role(), policy('AWS::IAM::ManagedPolicy', { Roles: ['app'], PolicyDocument: document() })],
    ],
    [
      'a managed policy that it names',
      [
        role({ ManagedPolicyArns: [MANAGED] }),
        policy('AWS::IAM::ManagedPolicy', { PolicyDocument: document() }, MANAGED),
      ],
    ],
    [
      'a policy of AWS that it names',
      [role({ ManagedPolicyArns: ['arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess'] })],
    ],
    [
      "its bucket's policy",
      [
        role(),
        bucket,
        policy('AWS::S3::BucketPolicy', {
          Bucket: 'files',
          PolicyDocument: document({ Principal: { AWS: ROLE } }),
        }),
      ],
    ],
  ])('%s', (_, resources) => {
    const access = accessWith(...resources);
    expect(access.refusal(caller, get)).toBeUndefined();
    expect(access.warnings).toEqual([]);
    expect(access.refusal(caller, { ...get, action: 's3:PutObject' })).toBe(
      `User: ${caller.arn} is not authorized to perform: s3:PutObject on resource: ${BUCKET}/a because no identity-based policy allows the s3:PutObject action`,
    );
  });
});

test.each<[name: string, resources: Partial<Resource>[], words: string]>([
  [
    'its own policy',
    [
      role({
        Policies: [
          { PolicyDocument: document() },
          { PolicyDocument: document({ Effect: 'Deny' }) },
        ],
      }),
    ],
    'with an explicit deny in an identity-based policy',
  ],
  [
    "its bucket's policy",
    [
      role({ Policies: [{ PolicyDocument: document() }] }),
      bucket,
      policy('AWS::S3::BucketPolicy', {
        Bucket: 'files',
        PolicyDocument: document({ Effect: 'Deny', Principal: '*' }),
      }),
    ],
    'with an explicit deny in a resource-based policy',
  ],
])('a role may not do what %s denies', (_, resources, words) => {
  expect(accessWith(...resources).refusal(caller, get)).toContain(words);
});

test('a bucket that requires TLS allows requests, because in AWS they use TLS', () => {
  const Condition = { Bool: { 'aws:SecureTransport': 'false' } };
  const access = accessWith(
    role({ Policies: [{ PolicyDocument: document() }] }),
    bucket,
    policy('AWS::S3::BucketPolicy', {
      Bucket: 'files',
      PolicyDocument: document({ Effect: 'Deny', Principal: '*', Action: 's3:*', Condition }),
    }),
  );
  expect(access.refusal(caller, get)).toBeUndefined();
});

test('a policy of another role, or of a role that is gone, does not apply', () => {
  const access = accessWith(
    role(),
    policy('AWS::IAM::Policy', { Roles: ['other'], PolicyDocument: document() }),
  );
  expect(access.refusal(caller, get)).toContain('not authorized');
});

test('an unknown policy allows nothing, and is named', () => {
  const access = accessWith(
    role({ ManagedPolicyArns: ['arn:aws:iam::aws:policy/AmazonRekognitionFullAccess'] }),
  );
  expect(access.refusal(caller, get)).toContain('not authorized');
  expect(access.warnings).toEqual([
    'The role storage/app has the policy arn:aws:iam::aws:policy/AmazonRekognitionFullAccess, which the sandbox does not know. Everything that only this policy allows is refused here.',
  ]);
});

test('a policy of the account is not the AWS policy of the same name', () => {
  const arn = 'arn:aws:iam::123456789012:policy/AdministratorAccess';
  const access = accessWith(role({ ManagedPolicyArns: [arn] }));
  expect(access.refusal(caller, get)).toContain('not authorized');
  expect(access.warnings).toEqual([expect.stringContaining(arn)]);
});

test.each<[name: string, caller: Caller]>([
  ['the developer', { type: 'developer' }],
  ['an anonymous caller, whom the service itself checks', { type: 'anonymous' }],
])('%s needs no policy', (_, who) => {
  expect(accessWith(role()).refusal(who, get)).toBeUndefined();
});

test('the message does not contain a resource without an ARN, such as a phone number', () => {
  const words = accessWith(role()).refusal(caller, {
    action: 'sns:Publish',
    resources: ['+15555550100'],
  });
  expect(words).toContain('is not authorized to perform: sns:Publish because');
});

describe('a role that the backend does not define', () => {
  const everything = document({ Principal: '*', Action: '*', Resource: '*' });
  const ask = (roleArn: string, resources: readonly Partial<Resource>[]) =>
    accessWith(...resources).refusal({ ...caller, roleArn }, get);

  test.each<[attack: string, roleArn: string]>([
    ['a role of another name', `${ROLE}-of-old`],
    ['a name that is longer than the known one', `${ROLE}2`],
    ['a name that is shorter', ROLE.slice(0, -1)],
    ['another case', ROLE.toUpperCase()],
    ['another account', ROLE.replace('123456789012', '999999999999')],
    ['another partition', ROLE.replace('arn:aws:', 'arn:aws-cn:')],
    ['a path of its own', ROLE.replace('role/', 'role/path/')],
    ['a name alone', 'app'],
    ['a wildcard', ROLE.replace(/app$/, '*')],
    ['no ARN', ''],
    ['a name from Object.prototype', 'constructor'],
    ['another one', '__proto__'],
  ])('may do nothing: %s', (_, roleArn) => {
    const words = ask(roleArn, [
      role({ Policies: [{ PolicyDocument: everything }] }),
      policy('AWS::IAM::Policy', { Roles: ['app-of-old', 'app'], PolicyDocument: everything }),
      bucket,
      policy('AWS::S3::BucketPolicy', { Bucket: 'files', PolicyDocument: everything }),
    ]);
    expect(words).toBe(
      `User: ${caller.arn} is not authorized to perform: s3:GetObject on resource: ${BUCKET}/a because no identity-based policy allows the s3:GetObject action: the backend does not define the role ${roleArn || '(none)'}, so the sandbox does not know its policies. Define the role in amplify/, or use one that is defined there.`,
    );
  });

  test('may do nothing, whatever it is called', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (name, action) => {
        fc.pre(name !== 'app');
        const resources = [role({ Policies: [{ PolicyDocument: everything }] })];
        const access = accessWith(...resources);
        const roleArn = `arn:aws:iam::123456789012:role/${name}`;
        expect(access.refusal({ ...caller, roleArn }, { ...get, action })).toBeDefined();
      }),
    );
  });

  test('may do nothing after a later deployment removes it', () => {
    const access = accessWith(role({ Policies: [{ PolicyDocument: document() }] }));
    expect(access.refusal(caller, get)).toBeUndefined();
    access.deploy(graphOf([]));
    expect(access.refusal(caller, get)).toContain('does not define the role');
  });

  const OTHER = 'arn:aws:iam::123456789012:role/imported';
  const sentence = (who: string, roleArn: string) =>
    `${who} has the role ${roleArn}, which the backend does not define: the sandbox does not know its policies, and refuses everything that needs one. Define the role in amplify/, or check its ARN.`;
  test.each<[name: string, resource: Partial<Resource>, who: string, roleArn?: string]>([
    [
      'a function',
      { type: 'AWS::Lambda::Function', name: 'say-hello', properties: { Role: OTHER } },
      'The function say-hello',
    ],
    [
      'a function without any',
      { type: 'AWS::Lambda::Function', name: 'say-hello' },
      'The function say-hello',
      '(none)',
    ],
    [
      'a group',
      { type: 'AWS::Cognito::UserPoolGroup', physicalId: 'ADMINS', properties: { RoleArn: OTHER } },
      'The group ADMINS',
    ],
    [
      'guests',
      {
        type: 'AWS::Cognito::IdentityPoolRoleAttachment',
        properties: { Roles: { authenticated: ROLE, unauthenticated: OTHER } },
      },
      'The unauthenticated user of an identity pool',
    ],
    [
      'a schedule',
      {
        type: 'AWS::Scheduler::Schedule',
        physicalId: 'nightly',
        properties: { Target: { Arn: 'arn', RoleArn: OTHER } },
      },
      'The schedule nightly',
    ],
    [
      'a data source',
      {
        type: 'AWS::AppSync::DataSource',
        name: 'Source',
        properties: { Name: 'TodoTable', ServiceRoleArn: OTHER },
      },
      'The data source TodoTable',
    ],
  ])('is named with the resource that uses it: %s', (_, resource, who, roleArn = OTHER) => {
    expect(accessWith(role(), resource).warnings).toEqual([sentence(who, roleArn)]);
  });

  test('causes no warning for a group without a role', () => {
    const group = { type: 'AWS::Cognito::UserPoolGroup', physicalId: 'ADMINS' };
    expect(accessWith(role(), group).warnings).toEqual([]);
  });
});
