import { UserLambdaValidationException } from '@aws-sdk/client-cognito-identity-provider';
import { AuthError } from 'aws-amplify/auth';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TriggerError, type TriggerErrorCode } from '../trigger-error.js';
import { parseTriggerError } from './parse-trigger-error.js';

const notAllowed = new TriggerError('EMAIL_DOMAIN_NOT_ALLOWED', 'Sign-up is for example.com only.');
const parsed = { code: 'EMAIL_DOMAIN_NOT_ALLOWED', message: 'Sign-up is for example.com only.' };

/** The message that Cognito sends for an error. It adds the full stop itself. */
const fromCognito = (message: string) => `PreSignUp failed with error ${message}.`;

describe('parseTriggerError', () => {
  it.each<[string, unknown]>([
    [
      "aws-amplify's error",
      new AuthError({
        name: 'UserLambdaValidationException',
        message: fromCognito(notAllowed.message),
      }),
    ],
    [
      "the AWS SDK's error",
      new UserLambdaValidationException({
        message: fromCognito(notAllowed.message),
        $metadata: {},
      }),
    ],
    ['a plain object', { message: fromCognito(notAllowed.message) }],
    ['its text', fromCognito(notAllowed.message)],
    ['its text with the name', String(new TypeError(fromCognito(notAllowed.message)))],
    ['a text with two full stops', fromCognito(`${notAllowed.message}.`)],
    ['a text without one', `PreSignUp failed with error ${notAllowed.message}`],
    ['a wrapped error', new Error('x', { cause: new Error(fromCognito(notAllowed.message)) })],
    [
      'an error that aws-amplify wraps',
      {
        message: 'An unknown error',
        underlyingError: { message: fromCognito(notAllowed.message) },
      },
    ],
  ])('reads %s', (_, error) => {
    expect(parseTriggerError(error)).toEqual({ ...parsed, trigger: 'PreSignUp' });
  });

  it('reads an error that does not name a trigger', () => {
    expect(parseTriggerError(notAllowed)).toEqual(parsed);
    expect(parseTriggerError(String(notAllowed))).toEqual(parsed);
  });

  it.each([
    ['EMAIL_MISSING: No. TOO_YOUNG: No!', ['No.', 'No!']],
    ['EMAIL_MISSING: No? TOO_YOUNG: No', ['No?', 'No.']],
    ['EMAIL_MISSING: No.. TOO_YOUNG: No..', ['No.', 'No.']],
  ])('reads each refusal of %j', (text, messages) => {
    const codes = ['EMAIL_MISSING', 'TOO_YOUNG'];
    expect(parseTriggerError(fromCognito(text))).toEqual({
      code: codes[0],
      message: messages.join(' '),
      trigger: 'PreSignUp',
      refusals: codes.map((code, index) => ({ code, message: messages[index] })),
    });
  });

  it.each([
    'Write a code such as TOO_YOUNG: it helps',
    'No. TOO_YOUNG is a code',
    'No. TOO_YOUNG:',
    'No.TOO_YOUNG: x',
    'No. young_man: x',
    'No. YOUNG: x',
  ])('reads one refusal in %j', (sentence) => {
    const message = new TriggerError('EMAIL_MISSING', sentence).message;
    const { refusals, code } = parseTriggerError(fromCognito(message)) ?? {};
    expect([code, refusals]).toEqual(['EMAIL_MISSING', undefined]);
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a number', 7],
    ['an empty text', ''],
    ['an error without a message', {}],
    ['a message that is not a string', { message: 7 }],
    ['an error of Cognito itself', new Error('User already exists')],
    ['an error of another trigger', fromCognito('Email domain is not allowed.')],
    ['a word before a colon', fromCognito('Sorry: no')],
    ['one word in capitals', fromCognito('WARNING: no')],
    ['a code without a sentence', fromCognito('EMAIL_MISSING: ')],
    ['a code somewhere in the text', 'We saw EMAIL_MISSING: x'],
  ])('returns undefined for %s', (_, error) => {
    expect(parseTriggerError(error)).toBeUndefined();
  });

  it('ends for an error that is its own cause', () => {
    const error = new Error('round');
    error.cause = error;
    expect(parseTriggerError(error)).toBeUndefined();
  });

  it('returns the code and the sentence of any TriggerError, with any ending from Cognito', () => {
    const word = fc.stringMatching(/^[A-Z][A-Z0-9]{0,8}$/);
    const code = fc
      .array(word, { minLength: 2, maxLength: 4 })
      .map((words) => words.join('_') as TriggerErrorCode);
    const sentence = fc
      .oneof(fc.lorem({ mode: 'sentences' }), fc.string({ unit: 'grapheme' }))
      .filter((text) => text.replace(/[\s\p{Cc}.]/gu, '') !== '');
    fc.assert(
      fc.property(code, sentence, fc.constantFrom('', '.', '..'), (code, sentence, end) => {
        const error = new TriggerError(code, sentence);
        const text = `PostConfirmation failed with error ${error.message}${end}`;
        expect(parseTriggerError({ message: text })).toEqual({
          code,
          message: error.sentence,
          trigger: 'PostConfirmation',
        });
      }),
      { numRuns: 1000 },
    );
  });
});
