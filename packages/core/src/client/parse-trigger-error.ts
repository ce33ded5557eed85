/** A refusal of a Cognito trigger. */
export type Refusal = {
  /** The stable code, such as `EMAIL_DOMAIN_NOT_ALLOWED`, to select your own text. */
  readonly code: string;
  /** The recipe's sentence in English, which can be shown to the user. */
  readonly message: string;
};

/** The error that a Cognito trigger threw to refuse a request. */
export type ParsedTriggerError = {
  /** The stable code of the first refusal. */
  readonly code: string;
  /** The sentences of all refusals in English, which can be shown to the user. */
  readonly message: string;
  /** The trigger that threw the error, such as `PreSignUp`, if the error names it. */
  readonly trigger?: string;
  /** Each refusal, if there are several: a `chain` reports all refusals of its checks. */
  readonly refusals?: readonly Refusal[];
};

/**
 * Reads the code and the sentence of a trigger's error from an error that `aws-amplify` or the AWS
 * SDK throws. An error can have several of them: see `refusals`.
 *
 * @param error The caught error, or its message.
 * @returns `undefined` if the error is not from a recipe.
 * @example
 * try {
 *   await signUp({ username, password });
 * } catch (error) {
 *   const refusal = parseTriggerError(error);
 *   show(refusal ? refusal.message : 'Sign-up failed.');
 * }
 */
export function parseTriggerError(error: unknown): ParsedTriggerError | undefined {
  let current = error;
  // The error and the errors that it wraps. The limit ends circular chains.
  for (let depth = 0; depth < 5; depth += 1) {
    const parsed = parseText(typeof current === 'string' ? current : read(current, 'message'));
    if (parsed) return parsed;
    current = read(current, 'underlyingError') ?? read(current, 'cause');
  }
  return undefined;
}

/**
 * Matches `PreSignUp failed with error CODE: Sentence.`, which Cognito writes, and `CODE:
 * Sentence`, both also after the name of an error.
 */
const TEXT =
  /^(?:\w+: )?(?:([A-Za-z]+) failed with error (?:TriggerError: )?)?([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+): (\S.*)$/s;

function parseText(text: unknown): ParsedTriggerError | undefined {
  const match = typeof text === 'string' ? TEXT.exec(text.trim()) : null;
  if (!match) return undefined;
  const [, trigger, code = '', rest = ''] = match;
  const [first, ...others] = refusalsIn(code, rest);
  if (!first) return undefined;
  return {
    code: first.code,
    message: [first, ...others].map(({ message }) => message).join(' '),
    ...(trigger !== undefined && { trigger }),
    ...(others.length > 0 && { refusals: [first, ...others] }),
  };
}

/** Matches the start of each refusal after the first: a code after the end of a sentence. */
const NEXT = /([.!?]) ([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+): (?=\S)/;

/** Splits `Sentence. NEXT_CODE: Next sentence` into refusals. Empty without a first sentence. */
function refusalsIn(firstCode: string, text: string): readonly Refusal[] {
  // The pieces are: a sentence, then its mark, a code and a sentence for each refusal after it.
  const pieces = text.split(NEXT);
  const refusals: Refusal[] = [];
  for (let at = 0, code = firstCode; at < pieces.length; at += 3) {
    const message = sentence(`${pieces[at]}${pieces[at + 1] ?? ''}`);
    if (message === undefined) return refusals;
    refusals.push({ code, message });
    code = pieces[at + 2] ?? '';
  }
  return refusals;
}

/** Cognito adds a full stop to the message, even if it already has one. */
function sentence(text: string): string | undefined {
  const words = text.replace(/[ .]+$/, '');
  if (words === '') return undefined;
  return /[!?]$/.test(words) ? words : `${words}.`;
}

function read(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Record<string, unknown>)[key]
    : undefined;
}
