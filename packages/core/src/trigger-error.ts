import { loggable } from './loggable.js';

/** Two or more words in upper snake case, such as `EMAIL_DOMAIN_NOT_ALLOWED`. */
export type TriggerErrorCode = `${Uppercase<string>}_${Uppercase<string>}`;

/** The code of an error that is not a refusal. The log has the error itself. */
export const UNEXPECTED_ERROR = 'UNEXPECTED_ERROR';

const CODE = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/;

/**
 * The error that a Cognito trigger throws to refuse a request. It has a stable code for programs
 * and a sentence for people.
 *
 * Cognito sends the client `PreSignUp failed with error <message>.` and adds the full stop itself.
 * The message is therefore the code and the sentence without its full stop. `parseTriggerError`
 * from `@amplify-recipes/core/client` returns both exactly as they were written.
 *
 * The client sees the sentence, and Lambda logs it. Never put an e-mail address, a code or any
 * other value of the user into it.
 *
 * @throws {TypeError} When the code is not in upper snake case, or the sentence is empty.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html
 * @example
 * throw new TriggerError('EMAIL_DOMAIN_NOT_ALLOWED', 'Sign-up is open to example.com only.');
 */
export class TriggerError extends Error {
  override readonly name = 'TriggerError';
  readonly code: TriggerErrorCode;
  /** One line that ends with a full stop, an exclamation mark or a question mark. */
  readonly sentence: string;

  constructor(code: TriggerErrorCode, sentence: string) {
    if (!CODE.test(code)) {
      throw new TypeError(
        `The code of a TriggerError must be two or more words in upper snake case, such as EMAIL_NOT_ALLOWED. Got: ${code}`,
      );
    }
    const text = sentence.replace(/[\s\p{Cc}]+/gu, ' ').replace(/[ .]+$|^ /g, '');
    if (text === '') throw new TypeError(`The TriggerError ${code} needs a sentence.`);
    super(`${code}: ${text}`);
    this.code = code;
    this.sentence = /[!?]$/.test(text) ? text : `${text}.`;
    loggable(this);
  }
}
