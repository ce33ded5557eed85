/** A recipe that is a challenge of the custom sign-in, and the place of each of its options. */
export type ChallengeRecipe = {
  /** Its name in code: `oneTimeCode`. */
  readonly name: string;
  /** The name of the challenge in the session. */
  readonly challenge: string;
  /** Its `defineX`. */
  readonly define: string;
  /** Its factory for the function that creates the challenge. It takes the shared options. */
  readonly creating: string;
  /** Its factory for the function that checks the answer. It takes all options. */
  readonly judging: string;
  /** The type of the shared options, and the module of a copy that exports it. */
  readonly sharedType: { readonly name: string; readonly module: string };
  /** The options of both functions. */
  readonly shared: readonly string[];
  /** The options of the function that checks the answer. */
  readonly judged: readonly string[];
  /** The options that are secrets, and one of those above. */
  readonly secrets: readonly string[];
  /** Options that the environment of a function may set, and their variables. */
  readonly variables: readonly {
    readonly option: string;
    readonly variable: string;
    readonly isShared: boolean;
    /** Only with one of these options. */
    readonly with?: readonly string[];
  }[];
  /** The function that gives permissions to functions of the app, and its options. */
  readonly allow?: { readonly name: string; readonly options: readonly string[] };
};

/** The options of a challenge that all three functions must agree on. */
export const OF_SEQUENCE: readonly string[] = ['attempts', 'password'];

/** The default of `attempts` of each challenge. */
export const DEFAULT_ATTEMPTS = '3';

const LIMITS = ['secondsBetweenSends', 'guessesPerHour'];

/**
 * The challenges that can be combined, in the order in which users get them. The CAPTCHA comes
 * before the code, so that no message is sent for a robot.
 */
export const CHALLENGE_RECIPES: readonly ChallengeRecipe[] = [
  {
    name: 'captcha',
    challenge: 'captcha',
    define: 'defineCaptcha',
    creating: 'captchaPrompt',
    judging: 'captcha',
    sharedType: { name: 'CaptchaCreateOptions', module: 'options' },
    shared: ['provider', 'siteKey', 'action'],
    judged: ['secretKey', 'project', 'minimumScore', 'hostnames', 'maximumAgeSeconds', 'verifyUrl'],
    secrets: ['secretKey'],
    // Not set in AWS. There the function calls the provider itself.
    variables: [{ option: 'verifyUrl', variable: 'VERIFY_URL', isShared: false }],
  },
  {
    name: 'oneTimeCode',
    challenge: 'one-time-code',
    define: 'defineOneTimeCode',
    creating: 'oneTimeCode',
    judging: 'oneTimeCode',
    sharedType: { name: 'OneTimeCodeOptions', module: 'sending-options' },
    shared: [
      'deliver',
      'from',
      'configurationSet',
      'appName',
      'templates',
      'defaultLocale',
      'digits',
      'expiresInSeconds',
      'secondsToSend',
      'secondsBetweenSends',
      'key',
    ],
    judged: ['guessesPerHour'],
    secrets: ['key'],
    variables: [{ option: 'tableName', variable: 'TABLE_NAME', isShared: true, with: LIMITS }],
    allow: {
      name: 'allowOneTimeCode',
      options: ['deliver', 'from', 'identity', 'configurationSet', ...LIMITS],
    },
  },
];
