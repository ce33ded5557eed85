import { cognitoTrigger, logger, TriggerError } from '@amplify-recipes/core';
import {
  dynamodbStreamEvent,
  preSignUpEvent,
  verifyAuthChallengeResponseEvent,
} from '@amplify-recipes/core/testing';
import type { DynamoDBStreamHandler, PreSignUpTriggerHandler } from 'aws-lambda';
import { expect, it } from 'vitest';
import { answerOf } from './answer-of.js';
import { personalValuesIn } from './personal-values.js';

const event = preSignUpEvent({
  request: { userAttributes: { email: 'ada@example.com', name: 'Ada "the" Lovelace' } },
});
const doing = (work: (given: typeof event) => unknown): PreSignUpTriggerHandler =>
  cognitoTrigger({ recipe: 'test', triggerSources: ['PreSignUp_SignUp'] }, (given) => {
    work(given as typeof event);
    return { autoConfirmUser: true };
  });

it('returns the result, the error and the log', async () => {
  const yes = await answerOf(
    doing(() => logger.info('fine', { sub: 'abc' })),
    event,
  );
  expect(yes.result?.response.autoConfirmUser).toBe(true);
  expect(yes.lines).toMatchObject([{ message: 'fine' }]);
  const no = await answerOf(
    doing(() => {
      throw new TriggerError('NOT_NOW', 'Not now.');
    }),
    event,
  );
  expect(no).toMatchObject({ code: 'NOT_NOW', result: undefined });
});

it.each<[string, PreSignUpTriggerHandler, string]>([
  [
    'changes its event',
    async (given) => {
      given.request.userAttributes.email = 'eve@example.com';
      return given;
    },
    'changed its event',
  ],
  [
    'returns another request',
    async (given) => ({ ...given, userName: 'eve' }),
    'changed only in response',
  ],
  [
    'prints an address',
    doing(({ request }) => console.log(request.userAttributes.email)),
    'values',
  ],
  [
    'logs a name, in quotes and in an object',
    doing(({ request }) =>
      process.stdout.write(JSON.stringify({ a: { b: request.userAttributes } })),
    ),
    'The log contains these values of the event',
  ],
  [
    'prints a key that is an address',
    doing(() => process.stderr.write(JSON.stringify({ 'ada@example.com': 1 }))),
    'The log contains these values of the event',
  ],
])('fails if a handler %s', async (_, handler, problem) => {
  await expect(answerOf(handler, structuredClone(event))).rejects.toThrow(problem);
});

it('accepts results that are not events, such as those of a stream', async () => {
  const handler: DynamoDBStreamHandler = async () => ({ batchItemFailures: [] });
  expect((await answerOf(handler, dynamodbStreamEvent())).result).toEqual({
    batchItemFailures: [],
  });
});

it('finds the personal data and the secrets of an event', () => {
  const challenge = verifyAuthChallengeResponseEvent({
    userName: 'ada@example.com',
    request: {
      challengeAnswer: '12345678',
      privateChallengeParameters: { digest: 'a-secret-digest' },
      userAttributes: { email_verified: 'true', phone_number: '+14155550123', locale: 'en-US' },
    },
  });
  const values = personalValuesIn(challenge);
  expect(values).toEqual(
    expect.arrayContaining(['12345678', 'a-secret-digest', '+14155550123', 'ada@example.com']),
  );
  const { sub } = challenge.request.userAttributes;
  for (const harmless of ['true', 'en-US', sub]) expect(values).not.toContain(harmless);
  const [record] = dynamodbStreamEvent([
    { dynamodb: { NewImage: { note: { S: 'private' } } } },
  ]).Records;
  expect(personalValuesIn(record)).toContain('private');
});
