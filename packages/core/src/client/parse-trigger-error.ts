/** The error that a Cognito trigger threw to refuse a request. */
export type ParsedTriggerError = {
  /** The stable code, such as `EMAIL_DOMAIN_NOT_ALLOWED`, to select your own text. */
  readonly code: string;
  /** The recipe's sentence in English, which can be shown to the user. */
  readonly message: string;
  /** The trigger that threw the error, such as `PreSignUp`, if the error names it. */
  readonly trigger?: string;
};

/**
 * Reads the code and the sentence of a trigger's error from an error that `aws-amplify` or the AWS
 * SDK throws.
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
  // Cognito adds a full stop to the message, even if it already has one.
  const sentence = rest.replace(/[ .]+$/, '');
  if (sentence === '') return undefined;
  const message = /[!?]$/.test(sentence) ? sentence : `${sentence}.`;
  return trigger === undefined ? { code, message } : { code, message, trigger };
}

function read(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Record<string, unknown>)[key]
    : undefined;
}
