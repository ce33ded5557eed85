import {
  AssumeRoleCommand,
  GetCallerIdentityCommand,
  GetSessionTokenCommand,
  STSClient,
} from '@aws-sdk/client-sts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startService, type TestService } from '../../../testing/start-service.js';
import { sts } from './index.js';

const ROLE = 'arn:aws:iam::123456789012:role/service/app-probe';

let running: TestService;
beforeAll(async () => {
  running = await startService(sts, {
    resources: [
      {
        type: 'AWS::IAM::Role',
        physicalId: 'app-probe',
        attributes: { Arn: ROLE, RoleId: 'AROAABCDEFGHIJKLMNOPQ' },
      },
    ],
  });
});
afterAll(() => running.stop());

const identity = (credentials = running.client.credentials) =>
  new STSClient({ ...running.client, credentials }).send(new GetCallerIdentityCommand({}));

test('the developer is a user', async () => {
  expect(await identity()).toMatchObject({
    Account: '123456789012',
    Arn: 'arn:aws:iam::123456789012:user/developer',
    UserId: expect.stringMatching(/^AIDA[A-Z0-9]{17}$/),
  });
});

test('a function is a session of its role', async () => {
  expect(await identity(running.credentialsFor(ROLE, 'probe'))).toMatchObject({
    Account: '123456789012',
    Arn: 'arn:aws:sts::123456789012:assumed-role/app-probe/probe',
    UserId: 'AROAABCDEFGHIJKLMNOPQ:probe',
  });
});

test('a caller with a role that the backend only names is a session, too', async () => {
  const other = 'arn:aws:iam::123456789012:role/other';
  expect(await identity(running.credentialsFor(other, 'probe'))).toMatchObject({
    Arn: 'arn:aws:sts::123456789012:assumed-role/other/probe',
    UserId: expect.stringMatching(/^AROA[A-Z0-9]{17}:probe$/),
  });
});

test('unknown credentials are refused', async () => {
  const stranger = { accessKeyId: 'AKIAWRONG', secretAccessKey: 'wrong' };
  await expect(identity(stranger)).rejects.toMatchObject({ name: 'InvalidClientTokenId' });
});

test.each([
  ['AssumeRole', new AssumeRoleCommand({ RoleArn: ROLE, RoleSessionName: 'a' })],
  ['GetSessionToken', new GetSessionTokenCommand({})],
])('%s returns no other credentials, and says so', async (name, command) => {
  await expect(new STSClient(running.client).send(command as never)).rejects.toMatchObject({
    name: 'InvalidAction',
    message: `The sandbox does not support the operation ${name}: use the credentials that you have.`,
  });
});
