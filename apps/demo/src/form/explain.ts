import { parseTriggerError, type Refusal } from '@amplify-recipes/core/client';

/** What the visitor was doing. Cognito has the same error for many things that go wrong. */
export type Doing =
  | 'sign-up'
  | 'sign-in'
  | 'code'
  | 'totp'
  | 'totp-setup'
  | 'change-password'
  | 'phone-number'
  | 'other';

/** An error in words for the visitor. */
export type Explanation = {
  /** The stable code of a recipe, or the name of the error. */
  readonly code: string;
  readonly message: string;
  /** The trigger that refused the request, such as `PreSignUp`. */
  readonly trigger?: string | undefined;
  /** The name of the field at which the error stands. */
  readonly field?: string | undefined;
};

type Words = { readonly message?: string; readonly advice?: string; readonly field?: string };

/** By the name of the error. Words of the thing that the visitor does are first. */
const WORDS: Readonly<Record<Doing, Readonly<Record<string, Words>>>> = {
  'sign-up': {
    InvalidPasswordException: { field: 'password' },
    InvalidParameterException: { field: 'email' },
    UsernameExistsException: { field: 'email', advice: 'Sign in instead, or use another address.' },
  },
  'sign-in': {
    NotAuthorizedException: {
      message: 'The e-mail address or the password is wrong.',
      field: 'password',
    },
  },
  code: {
    CodeMismatchException: {
      message: 'This is not the newest code.',
      advice: 'Check the newest message, or request another code.',
      field: 'code',
    },
    ExpiredCodeException: {
      message: 'This code is used or too old.',
      advice: 'Request another code.',
      field: 'code',
    },
    InvalidPasswordException: { field: 'password' },
  },
  totp: {
    CodeMismatchException: {
      message: 'This is not the current code of your authenticator.',
      advice: 'Wait for its next code.',
      field: 'code',
    },
    ExpiredCodeException: {
      message: 'This code was used already.',
      advice: 'Each code works once. Wait for the next code of your authenticator.',
      field: 'code',
    },
  },
  'totp-setup': {
    EnableSoftwareTokenMFAException: {
      message: 'This is not the current code of your authenticator.',
      advice: 'Wait for its next code.',
      field: 'code',
    },
    CodeMismatchException: {
      message: 'This is not the current code of your authenticator.',
      advice: 'Wait for its next code.',
      field: 'code',
    },
  },
  'change-password': {
    NotAuthorizedException: { message: 'The old password is wrong.', field: 'old-password' },
    InvalidPasswordException: { field: 'password' },
  },
  'phone-number': {
    InvalidParameterException: {
      message: 'This is not a phone number.',
      advice: 'Write it with the country code: +14155550100.',
      field: 'phone',
    },
  },
  other: {
    CodeMismatchException: { field: 'code' },
    'DynamoDB:ConditionalCheckFailedException': { advice: 'It was deleted in the meantime.' },
    LimitExceededException: { advice: 'Wait a while before you try again.' },
    TooManyRequestsException: { advice: 'Wait a while before you try again.' },
    NetworkError: {
      message: 'The backend does not answer.',
      advice: 'Start the sandbox, and try again.',
    },
    SignInException: {
      message: 'The sign-in is not known any more.',
      advice: 'Start it again.',
    },
  },
};

/** The fields that the refusals of the recipes are about. */
const FIELD_OF_REFUSAL: readonly (readonly [RegExp, string])[] = [
  [/^EMAIL_/, 'email'],
  [/^(?:BIRTHDATE_|MINIMUM_AGE_)/, 'birthdate'],
  [/^ATTRIBUTES_/, 'name'],
];

/** Creates an error with words of the page, and the name by which a developer finds it. */
export function explainedError(name: string, message: string, cause?: unknown): Error {
  return Object.assign(new Error(message, { cause }), { name, isExplained: true });
}

export function explain(error: unknown, doing: Doing): Explanation {
  const [first, ...others] = explainAll(error, doing);
  return others.reduce(together, first);
}

/** An error in words, for each field that it is about. Several recipes can refuse a sign-up. */
export function explainAll(error: unknown, doing: Doing): readonly [Explanation, ...Explanation[]] {
  if (error instanceof Error && 'isExplained' in error) {
    return [{ code: error.name, message: error.message }];
  }
  const refused = parseTriggerError(error);
  if (refused) {
    const { trigger, refusals: [first, ...others] = [] } = refused;
    return [
      explainRefusal(first ?? refused, trigger),
      ...others.map((each) => explainRefusal(each, trigger)),
    ];
  }
  const { name, message } =
    error instanceof Error ? error : { name: 'Error', message: String(error) };
  const words = WORDS[doing][name] ?? WORDS.other[name] ?? {};
  return [
    {
      code: name,
      message: [words.message ?? message, words.advice].filter(Boolean).join(' '),
      field: words.field,
    },
  ];
}

function explainRefusal({ code, message }: Refusal, trigger: string | undefined): Explanation {
  const field = FIELD_OF_REFUSAL.find(([pattern]) => pattern.test(code))?.[1];
  return { code, message, trigger, field };
}

/** Two errors in one place. */
export function together(one: Explanation, other: Explanation): Explanation {
  return {
    ...one,
    code: `${one.code}, ${other.code}`,
    message: `${one.message} ${other.message}`,
  };
}
