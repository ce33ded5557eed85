import { captureOutput, invoke, postConfirmationEvent } from '@amplify-recipes/core/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runInShell } from '../../testing/fake-aws.js';
import {
  CREDENTIALS,
  type GraphqlApi,
  REGION,
  startGraphqlApi,
} from '../../testing/graphql-api.js';
import { createUserProfile } from './recipe.js';

let api: GraphqlApi;

beforeEach(async () => {
  api = await startGraphqlApi();
  vi.stubEnv('AMPLIFY_DATA_GRAPHQL_ENDPOINT', api.url);
  vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'amplify-app-create-user-profile');
  vi.stubEnv('AWS_REGION', REGION);
  vi.stubEnv('AWS_ACCESS_KEY_ID', CREDENTIALS.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', CREDENTIALS.secretAccessKey);
  vi.stubEnv('AWS_SESSION_TOKEN', CREDENTIALS.sessionToken);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await api.stop();
});

const options = { fields: { email: 'email', nick: 'custom:nick' } } as const;
const sub = String(postConfirmationEvent().request.userAttributes.sub);

/** The command in the log after the API has failed. */
async function commandAfterFailure(userName: string): Promise<string> {
  api.answers = [{ status: 400 }];
  const { lines } = await captureOutput(() =>
    invoke(createUserProfile(options), postConfirmationEvent({ userName })),
  );
  api.answers = ['as usual'];
  return String(lines[0]?.runByHand);
}

function userOfPool(Username: string) {
  const UserAttributes = [
    { Name: 'sub', Value: sub },
    { Name: 'email', Value: `"ada's"@example.com` },
    { Name: 'address', Value: 'not read' },
  ];
  return { Username, UserAttributes };
}

describe('the command in the log', () => {
  it('runs the function again with the attributes that it reads, and creates the profile', async () => {
    const command = await commandAfterFailure(sub);
    const { args, payload } = runInShell(command, userOfPool(sub));
    expect(args).toEqual([
      'lambda',
      'invoke',
      '--region',
      REGION,
      '--function-name',
      'amplify-app-create-user-profile',
      '--cli-binary-format',
      'raw-in-base64-out',
      '--payload',
      'file:///dev/stdin',
      '/dev/stdout',
    ]);
    expect(payload).toEqual({
      version: '1',
      triggerSource: 'PostConfirmation_ConfirmSignUp',
      region: REGION,
      userPoolId: 'eu-west-1_AbCdEf123',
      userName: sub,
      request: { userAttributes: { sub, email: `"ada's"@example.com`, address: 'not read' } },
      response: {},
    });
    await invoke(createUserProfile(options), payload as ReturnType<typeof postConfirmationEvent>);
    expect(api.profiles.get(sub)).toMatchObject({
      email: `"ada's"@example.com`,
      profileOwner: `${sub}::${sub}`,
    });
    expect(api.profiles.get(sub)).not.toHaveProperty('nick');
  });

  it.each(['ada@example.com', '+14155550123', '0171 2345678'])(
    'has the sub instead of the user name %s',
    async (userName) => {
      const command = await commandAfterFailure(userName);
      expect(command).toContain(`"Username":"${sub}"`);
      expect(command).not.toContain(userName);
    },
  );

  it.each([
    ['a shell would run', `x'; echo pwned; '$(echo pwned)\`echo pwned\``],
    ['looks like an option', '--endpoint-url'],
    ['looks like a file', 'file:///etc/passwd'],
    ['has a space', 'a b'],
  ])('passes on a user name that %s as it is', async (_, userName) => {
    const command = await commandAfterFailure(userName);
    expect(runInShell(command, userOfPool(userName)).payload).toMatchObject({ userName });
  });
});
