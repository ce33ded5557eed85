import { OneTimeCodeOptions } from '@amplify-recipes/custom-auth';
import { CaptchaOptions } from '@amplify-recipes/recaptcha';
import { describe, expect, test } from 'vitest';
import { AUTH, BACKEND, NEW_APP, NEW_BACKEND, wireRecipes } from '../../testing/wire-recipes.js';
import { CHALLENGE_RECIPES, OF_SEQUENCE } from './challenge-recipes.js';

const FOLDER = 'amplify/auth/custom-sign-in';
const APP = { [AUTH]: NEW_APP, [BACKEND]: NEW_BACKEND };
const BOTH = ['captcha', 'one-time-code'];

/** An app with a challenge, whose options are as given. */
const appWith = (recipe: 'captcha' | 'one-time-code', options: string, props = '') => {
  const define = recipe === 'captcha' ? 'defineCaptcha' : 'defineOneTimeCode';
  return {
    ...APP,
    [AUTH]: `import { defineAuth, secret } from '@aws-amplify/backend';
import { ${define} } from './${recipe}/resource.js';

export const auth = defineAuth({
  loginWith: { email: true },
  triggers: { ...${define}({ ${options} }${props}) },
});
`,
  };
};

const CODE = "password: 'required', deliver: 'sms', appName: 'Example', key: secret('A_KEY')";

describe('captcha and one-time-code in one app', () => {
  test('are one sign-in, in whichever order they are added', async () => {
    const { files, problems } = await wireRecipes(BOTH, APP);
    expect(problems).toEqual([]);
    expect(await wireRecipes(BOTH.toReversed(), APP)).toMatchObject({ files, problems: [] });
    const first = await wireRecipes(['one-time-code'], APP);
    const second = await wireRecipes(['captcha'], { ...APP, ...first.files });
    expect({ ...first.files, ...second.files }).toEqual(files);

    expect(files[AUTH]).toBe(
      NEW_APP.replace(
        "backend';\n",
        "backend';\nimport { customSignIn } from './custom-sign-in/resource.js';\n",
      ).replace('  },\n});', '  },\n  triggers: {\n    ...customSignIn,\n  },\n});'),
    );
    expect(files[BACKEND]?.match(/allowOnlyCustomAuth\(backend\);/g)).toHaveLength(1);
    expect(files[`${FOLDER}/sequence.ts`]).toContain(
      'return { withPassword: [captcha, oneTimeCode] };',
    );
  });

  test('give each of the three functions only the parts that it needs', async () => {
    const { files } = await wireRecipes(BOTH, APP);
    const handler = (name: string) => files[`${FOLDER}/${name}-handler.ts`];
    expect(
      handler('define-auth-challenge'),
    ).toBe(`import { defineAuthChallenge } from '@amplify-recipes/core';
import { attempts, sequenceOf } from './sequence.js';

/** Knows only the names of the challenges and their attempts: no secrets, no permissions. */
export const handler = defineAuthChallenge(
  sequenceOf(
    { name: 'captcha', attempts: attempts.captcha },
    { name: 'one-time-code', attempts: attempts.oneTimeCode },
  ),
);
`);
    expect(handler('create-auth-challenge')).toContain(
      '  sequenceOf(captchaPrompt(captchaOptions), oneTimeCode(oneTimeCodeOptions)),\n',
    );
    expect(handler('verify-auth-challenge-response')).toContain(`    captcha({
      ...captchaOptions,
      hostnames: ['app.example.com', 'localhost'],
      minimumScore: 0.6,
      secretKey: process.env.CAPTCHA_SECRET_KEY ?? '',
      verifyUrl: process.env.VERIFY_URL,
    }),
    oneTimeCode(oneTimeCodeOptions),
`);
    const resource = files[`${FOLDER}/resource.ts`];
    expect(resource?.match(/CAPTCHA_SECRET_KEY: secret\('RECAPTCHA_SECRET_KEY'\)/g)).toHaveLength(
      1,
    );
    expect(resource?.match(/ONE_TIME_CODE_KEY: secret\('ONE_TIME_CODE_KEY'\)/g)).toHaveLength(2);
  });

  test('stay as they are when they are added again', async () => {
    const { files } = await wireRecipes(BOTH, APP);
    const again = await wireRecipes(BOTH, { ...APP, ...files });
    expect(again).toEqual({ files: {}, problems: [], left: [] });
  });

  test('keep the options that the user wrote, with limits and permissions', async () => {
    const { files, problems } = await wireRecipes(
      ['captcha'],
      appWith(
        'one-time-code',
        "password: \"required\", deliver: 'email', from: 'a@example.com', identity: 'example.com', appName: 'Mine', attempts: 5, key: secret('A_KEY'), guessesPerHour: 10",
      ),
    );
    expect(problems).toEqual([]);
    expect(files[AUTH]).toContain("import { defineAuth } from '@aws-amplify/backend';");
    expect(files[`${FOLDER}/sequence.ts`]).toContain('{ captcha: 3, oneTimeCode: 5 }');
    expect(files[`${FOLDER}/options.ts`]).toContain(`{
  deliver: 'email',
  from: 'a@example.com',
  appName: 'Mine',
  attempts: attempts.oneTimeCode,
  key: process.env.ONE_TIME_CODE_KEY ?? '',
  tableName: process.env.TABLE_NAME,
} satisfies OneTimeCodeOptions;`);
    expect(files[`${FOLDER}/verify-auth-challenge-response-handler.ts`]).toContain(
      'oneTimeCode({ ...oneTimeCodeOptions, guessesPerHour: 10 })',
    );
    expect(files[`${FOLDER}/resource.ts`]).toContain(`allowOneTimeCode(customSignIn, {
  deliver: 'email',
  from: 'a@example.com',
  identity: 'example.com',
  guessesPerHour: 10,
});`);
  });

  test('ask for both without a password, if the code replaces it', async () => {
    const { files } = await wireRecipes(
      ['captcha'],
      appWith('one-time-code', CODE.replace('required', 'none')),
    );
    expect(files[`${FOLDER}/sequence.ts`]).toContain(
      'return { withoutPassword: [captcha, oneTimeCode] };',
    );
  });

  test('may come from npm, and from a constant', async () => {
    const { files, problems } = await wireRecipes(['captcha'], {
      ...APP,
      [AUTH]: `import { defineOneTimeCode } from '@amplify-recipes/custom-auth/resources';
import { defineAuth, defineFunction, secret } from '@aws-amplify/backend';

const options = { ${CODE} } as const;
const codes = defineOneTimeCode(options);

export const other = defineFunction({ environment: { KEY: secret('OTHER') } });
export const auth = defineAuth({ loginWith: { email: true }, triggers: { ...codes } });
`,
    });
    expect(problems).toEqual([]);
    expect(files[AUTH]).toContain('import { defineAuth, defineFunction, secret } from');
    expect(files[AUTH]).not.toContain('codes');
    expect(files[AUTH]).toContain('triggers: { ...customSignIn } });');
    expect(files[`${FOLDER}/options.ts`]).toContain(
      "import type { OneTimeCodeOptions } from '@amplify-recipes/custom-auth';",
    );
    expect(files[`${FOLDER}/resource.ts`]).toContain(
      "import { allowOneTimeCode } from '@amplify-recipes/custom-auth/resources';",
    );
  });

  test.each<[why: string, files: Readonly<Record<string, string>>, words: string]>([
    [
      'the app has functions of its own',
      { [AUTH]: NEW_APP.replace('  },\n});', '  },\n  triggers: { createAuthChallenge },\n});') },
      'has a function for createAuthChallenge, and a user pool calls one function per trigger. The section "Compose" of amplify/auth/captcha/README.md',
    ],
    [
      'the app has functions of its own, defined in place',
      {
        [AUTH]: NEW_APP.replace(
          '  },\n});',
          "  },\n  triggers: { 'verifyAuthChallengeResponse': defineFunction() },\n});",
        ),
      },
      'has a function for verifyAuthChallengeResponse',
    ],
    [
      'the triggers are in a spread that is not a recipe',
      { [AUTH]: NEW_APP.replace('  },\n});', '  },\n  triggers: { ...all },\n});') },
      'has other triggers in a spread',
    ],
    [
      'a trigger has a computed name',
      { [AUTH]: NEW_APP.replace('  },\n});', '  },\n  triggers: { [name]: fn },\n});') },
      'with a computed name',
    ],
    [
      'an option is a variable',
      appWith('one-time-code', CODE.replace("'Example'", 'name')),
      'what it cannot move to a handler: appName',
    ],
    [
      'an option has a short form',
      appWith('one-time-code', CODE.replace("appName: 'Example'", 'appName')),
      'what it cannot move to a handler: appName',
    ],
    [
      'an option is not known',
      appWith('one-time-code', `${CODE}, colour: 'red'`),
      'what it cannot move to a handler: colour',
    ],
    [
      'the options have a spread',
      appWith('one-time-code', `${CODE}, ...more`),
      'what it cannot move to a handler',
    ],
    [
      'the functions have options of defineFunction',
      appWith('one-time-code', CODE, ', { memoryMB: 256 }'),
      'what it cannot move to a handler: its arguments',
    ],
    [
      'a file of the combined sign-in exists',
      { ...appWith('one-time-code', CODE), [`${FOLDER}/resource.ts`]: 'export {};\n' },
      `${FOLDER}/resource.ts exists already`,
    ],
  ])('are not combined when %s', async (_, changed, words) => {
    const { files, problems, left } = await wireRecipes(['captcha'], { ...APP, ...changed });
    expect(problems.join()).toContain(words);
    expect(files).toEqual({});
    expect(left).toContain(AUTH);
  });

  test('have a place for each of their options', () => {
    const placed = CHALLENGE_RECIPES.map(({ shared, judged, variables }) =>
      [...shared, ...judged, ...variables.map(({ option }) => option), ...OF_SEQUENCE].sort(),
    );
    const [captcha = [], code = []] = [CaptchaOptions, OneTimeCodeOptions].map(({ entries }) =>
      Object.keys(entries),
    );
    for (const option of captcha) expect(placed[0]).toContain(option);
    for (const option of code) expect(placed[1]).toContain(option);
  });
});
