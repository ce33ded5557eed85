import { describe, expect, it } from 'vitest';
import { TriggerError, type TriggerErrorCode } from './trigger-error.js';

describe('TriggerError', () => {
  it.each([
    ['Sign-up is open to example.com only.', 'Sign-up is open to example.com only.'],
    ['Sign-up is open to example.com only', 'Sign-up is open to example.com only.'],
    ['Please wait...', 'Please wait.'],
    ['Are you sure?', 'Are you sure?'],
    ['No!', 'No!'],
    ['  On\ntwo\r\nlines. ', 'On two lines.'],
    ['Bell\u0007 and\u0000 null.', 'Bell and null.'],
  ])('turns %j into one sentence', (given, sentence) => {
    expect(new TriggerError('EMAIL_MISSING', given).sentence).toBe(sentence);
  });

  it('has a message that Cognito can end with its own full stop', () => {
    expect(new TriggerError('EMAIL_MISSING', 'No e-mail address.').message).toBe(
      'EMAIL_MISSING: No e-mail address',
    );
  });

  it.each(['lower_case', 'ONE', 'SPACE D', '', '_X', 'X_', 'A__B', '1_A', 'A_B:'])(
    'rejects the code %j',
    (code) => {
      expect(() => new TriggerError(code as TriggerErrorCode, 'No.')).toThrow(
        'two or more words in upper snake case',
      );
    },
  );

  it.each(['', ' ', '.', ' . \n'])('rejects the sentence %j', (sentence) => {
    expect(() => new TriggerError('EMAIL_MISSING', sentence)).toThrow('needs a sentence');
  });

  it('has a type that rejects a code that is not in upper snake case', () => {
    // @ts-expect-error
    expect(() => new TriggerError('email_missing', 'No.')).toThrow();
  });
});
