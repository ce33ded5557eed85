import { execFileSync } from 'node:child_process';
import {
  invoke,
  lambdaContext,
  type Overrides,
  postConfirmationEvent,
} from '@amplify-recipes/core/testing';
import {
  type AwsAnswer,
  type AwsServer,
  answerOf,
  startAwsServer,
} from '@amplify-recipes/recipe-tests';
import type { PostConfirmationTriggerEvent } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type AddToGroupOptions, addToGroup } from './recipe.js';

const added: AwsAnswer = { output: {} };

/** The answers of the user pool, in order. The last one repeats. */
let answers: AwsAnswer[];
let cognito: AwsServer;

beforeEach(async () => {
  answers = [added];
  cognito = await startAwsServer(
    () => (answers.length > 1 ? answers.shift() : answers[0]) ?? added,
  );
  vi.stubEnv('AWS_ENDPOINT_URL', cognito.url);
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'ASIAEXAMPLEEXAMPLE00');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await cognito.stop();
});

/** Confirms a user. Returns the result and the output. */
function confirm(
  options: AddToGroupOptions = { groupName: 'EVERYONE' },
  overrides: Overrides<PostConfirmationTriggerEvent> = {},
  context = lambdaContext(),
) {
  const event = Object.freeze(postConfirmationEvent(overrides));
  return answerOf(addToGroup(options), event, context);
}

const groupsAsked = () => cognito.requests.map(({ input }) => input.GroupName);

describe('add-to-group', () => {
  it('adds a user who confirmed the sign-up to the group and returns the event unchanged', async () => {
    const { result, text } = await confirm();
    expect(cognito.requests).toEqual([
      {
        target: 'AWSCognitoIdentityProviderService.AdminAddUserToGroup',
        credential: expect.stringMatching(
          /^ASIAEXAMPLEEXAMPLE00\/\d{8}\/eu-west-1\/cognito-idp\/aws4_request$/,
        ),
        input: {
          UserPoolId: 'eu-west-1_AbCdEf123',
          Username: postConfirmationEvent().userName,
          GroupName: 'EVERYONE',
        },
      },
    ]);
    expect(result).toEqual(postConfirmationEvent());
    expect(text).toBe('');
  });

  it('adds the user to several groups', async () => {
    await confirm({ groupNames: ['EVERYONE', 'BETA'] });
    expect(groupsAsked().sort()).toEqual(['BETA', 'EVERYONE']);
  });

  it('has one effect when the same event comes three times', async () => {
    const members = new Set<string>();
    await cognito.stop();
    cognito = await startAwsServer(({ input }) => {
      members.add(`${input.GroupName} ${input.Username}`);
      return added;
    });
    vi.stubEnv('AWS_ENDPOINT_URL', cognito.url);
    const handler = addToGroup({ groupName: 'EVERYONE' });
    for (let time = 0; time < 3; time += 1) {
      expect(await invoke(handler, postConfirmationEvent())).toEqual(postConfirmationEvent());
    }
    expect([...members]).toEqual([`EVERYONE ${postConfirmationEvent().userName}`]);
  });

  describe('must not', () => {
    it('add a user again at a password reset', async () => {
      const triggerSource = 'PostConfirmation_ConfirmForgotPassword';
      const { result, text } = await confirm(undefined, { triggerSource });
      expect(cognito.requests).toEqual([]);
      expect(result).toEqual(postConfirmationEvent({ triggerSource }));
      expect(text).toBe('');
    });

    it('handle a trigger source that it does not know', async () => {
      const event = JSON.parse(
        JSON.stringify({ ...postConfirmationEvent(), triggerSource: 'PostConfirmation_New' }),
      );
      expect(await invoke(addToGroup({ groupName: 'EVERYONE' }), event)).toBe(event);
      expect(cognito.requests).toEqual([]);
    });

    it('take a group from the client', async () => {
      const clientMetadata = { groupName: 'ADMINS', GROUP_NAME: 'ADMINS' };
      const userAttributes = { 'custom:group': 'ADMINS' };
      await confirm(undefined, { request: { clientMetadata, userAttributes } });
      expect(groupsAsked()).toEqual(['EVERYONE']);
    });

    it('change the event', async () => {
      const event = postConfirmationEvent();
      await invoke(addToGroup({ groupName: 'EVERYONE' }), event);
      expect(event).toEqual(postConfirmationEvent());
    });

    it('log personal data after a failure', async () => {
      answers = [{ error: 'UserNotFoundException', message: 'ada@example.com does not exist' }];
      const { text } = await confirm(undefined, {
        userName: 'ada@example.com',
        request: { userAttributes: { phone_number: '+14155550123', name: 'Ada Lovelace' } },
      });
      expect(text).toContain('could not add a user');
      expect(text).not.toMatch(/ada@|14155550123|Lovelace/);
    });

    it.each([
      'ada@example.com',
      'ada@localhost',
      'ada%40example.com',
      'ada&#64;example.com',
      'ada&commat;example.com',
      'Okta_ada@example.com',
      '+14155550123',
      '0171 2345678',
      '(0171) 234-5678',
      'ada 0171.2345678',
    ])('put the user name %s into the command, which has the sub instead', async (userName) => {
      answers = [{ error: 'ResourceNotFoundException' }];
      const { sub } = postConfirmationEvent().request.userAttributes;
      const { lines, text } = await confirm(undefined, { userName });
      expect(lines[0]?.runByHand).toContain(`"Username":"${sub}"`);
      expect(text).not.toContain(userName);
    });

    it('hide the user name of another provider, whom Cognito does not find by the sub', async () => {
      answers = [{ error: 'ResourceNotFoundException' }];
      const { lines } = await confirm(undefined, { userName: 'Google_112233445566778899001' });
      expect(lines[0]?.runByHand).toContain('"Username":"Google_112233445566778899001"');
    });

    it('log a user name that a shell would run', async () => {
      answers = [{ error: 'ResourceNotFoundException' }];
      const userName = `x'; echo pwned; '$(echo pwned)\`echo pwned\``;
      const { lines } = await confirm(undefined, { userName });
      const command = String(lines[0]?.runByHand);
      const echoed = execFileSync('sh', ['-c', command.replace('aws', 'printf "%s\\n"')]);
      expect(echoed.toString().trim().split('\n').at(-1)).toBe(
        JSON.stringify({
          UserPoolId: 'eu-west-1_AbCdEf123',
          Username: userName,
          GroupName: 'EVERYONE',
        }),
      );
    });
  });

  it('handles a password reset if the options enable it', async () => {
    const triggerSource = 'PostConfirmation_ConfirmForgotPassword';
    await confirm({ groupName: 'EVERYONE', triggerSources: [triggerSource] }, { triggerSource });
    expect(groupsAsked()).toEqual(['EVERYONE']);
  });

  describe('retries if', () => {
    it.each<[string, AwsAnswer]>([
      ['Cognito is throttled', { error: 'TooManyRequestsException' }],
      ['Cognito has an internal error', { error: 'InternalErrorException', status: 500 }],
      ['Cognito is not available', { error: 'ServiceUnavailableException', status: 503 }],
      ['the connection breaks', 'hang up'],
      ['an answer does not come', 'silence'],
    ])('when %s', async (_, failure) => {
      answers = [failure, added];
      const { text } = await confirm();
      expect(groupsAsked()).toEqual(['EVERYONE', 'EVERYONE']);
      expect(text).toBe('');
    });
  });

  describe('confirms the user without the group and logs a command to run by hand,', () => {
    it.each([
      'ResourceNotFoundException',
      'UserNotFoundException',
      'AccessDeniedException',
      'NotAuthorizedException',
      'InvalidParameterException',
    ])('at once on %s', async (name) => {
      answers = [{ error: name, message: 'no' }];
      const { result, error, lines } = await confirm();
      expect(error).toBeUndefined();
      expect(result).toEqual(postConfirmationEvent());
      expect(cognito.requests).toHaveLength(1);
      const { userName } = postConfirmationEvent();
      expect(lines).toEqual([
        expect.objectContaining({
          level: 'ERROR',
          message: 'add-to-group could not add a user to a group',
          groupName: 'EVERYONE',
          userPoolId: 'eu-west-1_AbCdEf123',
          userSub: userName,
          runByHand: `aws cognito-idp admin-add-user-to-group --region eu-west-1 --cli-input-json '{"UserPoolId":"eu-west-1_AbCdEf123","Username":"${userName}","GroupName":"EVERYONE"}'`,
          error: expect.objectContaining({ name, status: 400 }),
          function_request_id: lambdaContext().awsRequestId,
        }),
      ]);
    });

    it('for each group separately', async () => {
      await cognito.stop();
      cognito = await startAwsServer(({ input }) =>
        input.GroupName === 'GONE' ? { error: 'ResourceNotFoundException' } : added,
      );
      vi.stubEnv('AWS_ENDPOINT_URL', cognito.url);
      const { lines } = await confirm({ groupNames: ['EVERYONE', 'GONE', 'BETA'] });
      expect(groupsAsked().sort()).toEqual(['BETA', 'EVERYONE', 'GONE']);
      expect(lines.map(({ groupName }) => groupName)).toEqual(['GONE']);
    });

    it.each<[string, AwsAnswer]>([
      ['silent', 'silence'],
      ['throttled', { error: 'TooManyRequestsException' }],
    ])('in time if Cognito stays %s', async (_, failure) => {
      answers = [failure];
      const remaining = { getRemainingTimeInMillis: () => 500 };
      const { result, lines } = await confirm(undefined, {}, lambdaContext(remaining));
      expect(result).toEqual(postConfirmationEvent());
      expect(lines).toEqual([
        expect.objectContaining({ runByHand: expect.stringContaining('EVERYONE') }),
      ]);
    });

    it('and aborts the pending request', async () => {
      answers = ['silence'];
      const remaining = { getRemainingTimeInMillis: () => 500 };
      await confirm(undefined, {}, lambdaContext(remaining));
      await vi.waitFor(() => expect(cognito.abandoned).toBe(1), 20_000);
    });
  });

  it('accepts a name of letters, marks, symbols, numbers and punctuation', () => {
    expect(() => addToGroup({ groupName: 'Ka\u0308ufer_数-½+😀!' })).not.toThrow();
  });

  it.each<[string, AddToGroupOptions, string]>([
    ['no group', {}, 'Give groupName or groupNames, and not both.'],
    ['both options', { groupName: 'A', groupNames: ['B'] }, 'and not both'],
    ['no groups', { groupNames: [] }, 'Name at least one group.'],
    ['a name with a space', { groupName: 'every one' }, 'no spaces'],
    ['a name with a line break', { groupName: 'ADMINS\n' }, 'no spaces'],
    ['a name with an invisible character', { groupName: 'ADMINS\u200b' }, 'no spaces'],
    ['an empty name', { groupNames: ['A', ''] }, 'groupNames.1 is not valid'],
    ['too long a name', { groupName: 'a'.repeat(129) }, '1 to 128 characters'],
    [
      'no trigger source',
      { groupName: 'A', triggerSources: [] },
      'triggerSources is not valid. Name at least one.',
    ],
    [
      'a trigger source of another trigger',
      JSON.parse('{"groupName":"A","triggerSources":["PreSignUp_SignUp"]}'),
      'triggerSources.0 is not valid',
    ],
  ])('rejects %s before the first event', (_, options, problem) => {
    expect(() => addToGroup(options)).toThrow(problem);
  });
});
