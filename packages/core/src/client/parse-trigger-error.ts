/** What a Cognito trigger said when it said no. */
export type ParsedTriggerError = {
  /** The stable code, such as `EMAIL_DOMAIN_NOT_ALLOWED`, to choose a text of your own by. */
  readonly code: string;
  /** The recipe's own sentence, in English, fit to be shown. */
  readonly message: string;
  /** The trigger that said it, such as `PreSignUp`, if the error names it. */
  readonly trigger?: string;
};

/**
 * Reads what a recipe's trigger said out of the error that `aws-amplify` or the AWS SDK throws.
 *
 * @param error What was caught; a text will do.
 * @returns `undefined` for an error that no recipe threw.
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
  // The error itself, what it wraps, what that wraps: a circle must come to an end.
  for (let depth = 0; depth < 5; depth += 1) {
    const parsed = parseText(typeof current === 'string' ? current : read(current, 'message'));
    if (parsed) return parsed;
    current = read(current, 'underlyingError') ?? read(current, 'cause');
  }
  return undefined;
}

/**
 * `PreSignUp failed with error CODE: Sentence.` as Cognito puts it, or `CODE: Sentence`, each also
 * behind the name of an error.
 */
const TEXT =
  /^(?:\w+: )?(?:([A-Za-z]+) failed with error (?:TriggerError: )?)?([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+): (\S.*)$/s;

function parseText(text: unknown): ParsedTriggerError | undefined {
  const match = typeof text === 'string' ? TEXT.exec(text.trim()) : null;
  if (!match) return undefined;
  const [, trigger, code = '', rest = ''] = match;
  // Cognito ends what a trigger said with a full stop, whether it had one or not.
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
