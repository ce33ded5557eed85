import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startService, type TestService } from '../../../testing/start-service.js';
import type { Properties } from '../../assembly/resource-graph.js';
import { openSecrets } from '../../store/secrets.js';
import { secretsManager } from './index.js';
import { secretsManagerResourceTypes } from './resource-types.js';

const PREFIX = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:';
const ARN = `${PREFIX}app/key-AbCdEf`;

const secret = (physicalId: string, value?: string, properties: Properties = {}) => ({
  type: 'AWS::SecretsManager::Secret',
  physicalId,
  properties,
  value,
});

let running: TestService;
let client: SecretsManagerClient;

beforeAll(async () => {
  const local = openSecrets(false);
  local.set('prod_token', 'set here');
  local.set('later', 'also set here');
  running = await startService(secretsManager(local), {
    resources: [
      secret(ARN, '{"user":"ada"}', { Description: 'A key' }),
      secret(`${PREFIX}empty-AbCdEf`),
      secret(`${PREFIX}later-AbCdEf`),
    ],
  });
  client = new SecretsManagerClient(running.client);
});
afterAll(async () => {
  client.destroy();
  await running.stop();
});

const get = (SecretId: string, more: { VersionStage?: string; VersionId?: string } = {}) =>
  client.send(new GetSecretValueCommand({ SecretId, ...more }));

describe('GetSecretValue', () => {
  test.each([
    ['name', 'app/key'],
    ['ARN', ARN],
    ['ARN without its end', ARN.slice(0, -7)],
  ])('returns a secret by its %s', async (_, id) => {
    expect(await get(id)).toMatchObject({
      ARN,
      Name: 'app/key',
      SecretString: '{"user":"ada"}',
      VersionStages: ['AWSCURRENT'],
      VersionId: expect.stringMatching(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/),
      CreatedDate: expect.any(Date),
    });
  });

  test('returns the named version', async () => {
    const { VersionId = '' } = await get('app/key');
    expect(await get('app/key', { VersionId })).toMatchObject({ VersionId });
  });

  test.each([
    ['that the app does not define', 'prod/token', 'set here'],
    ['that has no value in the template', 'later', 'also set here'],
    ['with an ARN of AWS', `${PREFIX}prod/token-XyZxYz`, 'set here'],
  ])('returns the value that the developer set for a secret %s', async (_, id, SecretString) => {
    expect(await get(id)).toMatchObject({ SecretString });
  });

  test.each([
    ['in neither', {}, "Secrets Manager can't find the specified secret."],
    [
      'empty',
      {},
      "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT",
    ],
    [
      'app/key',
      { VersionStage: 'AWSPREVIOUS' },
      "Secrets Manager can't find the specified secret value for staging label: AWSPREVIOUS",
    ],
    [
      'app/key',
      { VersionId: '0'.repeat(32) },
      `Secrets Manager can't find the specified secret value for VersionId: ${'0'.repeat(32)}`,
    ],
  ])('refuses %s with %o', async (id, more, message) => {
    await expect(get(id, more)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message,
    });
  });
});

test('DescribeSecret describes a secret without its value', async () => {
  const described = await client.send(new DescribeSecretCommand({ SecretId: ARN }));
  expect(described).toMatchObject({ ARN, Name: 'app/key', Description: 'A key' });
  expect(JSON.stringify(described)).not.toContain('user');
});

test('an operation that is not supported is refused by name', async () => {
  const put = new PutSecretValueCommand({ SecretId: ARN, SecretString: 'x' });
  await expect(client.send(put)).rejects.toMatchObject({
    name: 'UnknownOperationException',
    message: 'The sandbox does not support the operation PutSecretValue.',
  });
});

describe('a generated secret', () => {
  const resource = (GenerateSecretString: Properties, seed: string) => ({
    logicalId: 'Secret',
    stackName: 'app',
    properties: { GenerateSecretString },
    region: 'eu-west-1',
    accountId: '123456789012',
    partition: 'aws',
    url: 'http://127.0.0.1:1',
    physicalId: ARN,
    id: (length: number) => seed.repeat(length).slice(0, length),
  });
  const generate = (options: Properties, seed = 'seed') =>
    secretsManagerResourceTypes['AWS::SecretsManager::Secret'].value(resource(options, seed)) ?? '';

  test('has 32 characters of all types, the same each time, and differs from others', () => {
    expect(generate({})).toMatch(
      /^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)(?=.*[^A-Za-z\d])[\x21-\x7e]{32}$/,
    );
    expect(generate({})).toBe(generate({}));
    expect(generate({})).not.toBe(generate({}, 'other'));
  });

  test('is written into its template', () => {
    const options = { SecretStringTemplate: '{"username":"ada"}', GenerateStringKey: 'password' };
    expect(JSON.parse(generate(options))).toEqual({
      username: 'ada',
      password: expect.stringMatching(/^.{32}$/),
    });
  });

  test('is generated according to its options', () => {
    fc.assert(
      fc.property(
        fc.record({
          ExcludeLowercase: fc.boolean(),
          ExcludeNumbers: fc.boolean(),
          ExcludePunctuation: fc.boolean(),
          ExcludeCharacters: fc.string({ maxLength: 10 }),
          PasswordLength: fc.integer({ min: 4, max: 100 }),
          RequireEachIncludedType: fc.boolean(),
        }),
        fc.string({ minLength: 1 }),
        (options, seed) => {
          const password = generate(options, seed);
          expect(password).toHaveLength(options.PasswordLength);
          if (options.ExcludeLowercase) expect(password).not.toMatch(/[a-z]/);
          if (options.ExcludeNumbers) expect(password).not.toMatch(/\d/);
          if (options.ExcludePunctuation) expect(password).toMatch(/^[A-Za-z\d]+$/);
          for (const character of options.ExcludeCharacters) {
            expect(password).not.toContain(character);
          }
          if (options.RequireEachIncludedType) expect(password).toMatch(/[A-Z]/);
        },
      ),
      { seed: 10 },
    );
  });
});
