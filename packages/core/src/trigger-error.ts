import { loggable } from './loggable.js';

/** Two or more words in upper snake case: `EMAIL_DOMAIN_NOT_ALLOWED`. */
export type TriggerErrorCode = `${Uppercase<string>}_${Uppercase<string>}`;

const CODE = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/;

/**
 * What a Cognito trigger throws to say no: a stable code for programs and a sentence for people.
 *
 * Cognito shows the error's message to the client as
 * `PreSignUp failed with error <message>.` and puts that last full stop there by itself. So the
 * message is the code and the sentence without its full stop, and `parseTriggerError` from
 * `@amplify-recipes/core/client` gives both back exactly as they were written.
 *
 * The sentence is shown to the client and logged by Lambda: never put an e-mail address, a code
 * or any other value of the user's into it.
 *
 * @throws {TypeError} When the code is not in upper snake case, or there is no sentence.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html
 * @example
 * throw new TriggerError('EMAIL_DOMAIN_NOT_ALLOWED', 'Sign-up is open to example.com only.');
 */
export class TriggerError extends Error {
  override readonly name = 'TriggerError';
  readonly code: TriggerErrorCode;
  /** One line that ends in a full stop, an exclamation mark or a question mark. */
  readonly sentence: string;

  constructor(code: TriggerErrorCode, sentence: string) {
    if (!CODE.test(code)) {
      throw new TypeError(
        `A TriggerError's code is two or more words in upper snake case, such as EMAIL_NOT_ALLOWED. Got: ${code}`,
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
