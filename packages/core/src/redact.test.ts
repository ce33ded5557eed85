import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redact } from './redact.js';

const line = (value: unknown) => JSON.stringify(redact(value));

const jwt = `eyJhbGciOiJSUzI1NiJ9.${'a'.repeat(30)}.${'b-_'.repeat(20)}`;

/** A text, and the part of it that must not be in the log. */
const attacks: [name: string, text: string, secret: string][] = [
  ['an e-mail address', 'no user ada@example.com', 'ada'],
  ['an e-mail address with a tag', 'ada+spam@mail.example.co.uk', 'ada'],
  ['an e-mail address with an apostrophe', "o'brien@example.com", "o'brien"],
  ['an e-mail address in angle brackets', 'Ada <ada@example.com>', 'ada@'],
  ['an e-mail address with a quoted local part', '"ada lovelace"@example.com', 'lovelace'],
  ['an e-mail address in other scripts', 'адам@пример.рф', 'адам'],
  ['an e-mail address of a host without a dot', 'root@localhost', 'root'],
  ['an e-mail address at an IP address', 'ada@127.0.0.1', 'ada'],
  ['an e-mail address at a literal', 'ada@[127.0.0.1]', 'ada'],
  ['an e-mail address with two signs', 'ada@@example.com', 'ada'],
  ['an e-mail address in a URL', 'GET /users?mail=ada%40example.com', 'ada'],
  ['an e-mail address with a full-width sign', 'ada＠example.com', 'ada'],
  ['an e-mail address with a slash', 'a/da@example.com', 'a/da'],
  ['an e-mail address after a colon', 'mailto:ada@example.com?subject=x', 'ada'],
  ['a user name in a URL', 'https://ada:hunter2@example.com/', 'hunter2'],
  ['a phone number in E.164', 'to +14155550123.', '4155550123'],
  ['a phone number with spaces', 'to +44 20 7946 0958', '7946'],
  ['a phone number with brackets', 'to +1 (415) 555-0123', '555'],
  ['a phone number without a country', '(415) 555-0123 is taken', '555'],
  ['a phone number with dots', '415.555.0123', '555'],
  ['a phone number of digits', 'no SMS to 4155550123', '4155550123'],
  ['a phone number with an international prefix', 'call 0014155550123', '4155550123'],
  ['a phone number as Germans write it', 'Telefon 0171 2345678', '2345678'],
  ['a phone number as the French write it', 'tél. 06 12 34 56 78', '34'],
  ['a code of six digits', 'Your code is 123456.', '123456'],
  ['a code of eight digits', '12345678 was wrong', '12345678'],
  ['a code in challenge metadata', 'CODE-123456', '123456'],
  ['a code in two halves', 'use 123-456', '123'],
  ['a code that is named', 'confirmation code: abcd', 'abcd'],
  ['an answer that is named', 'challengeAnswer="my first pet"', 'first'],
  ['a token by its shape', `got ${jwt}`, 'aaaa'],
  ['an encrypted token by its shape', `${'eyJlbmMi'.padEnd(20, 'x')}..aa.bb.cc`, 'xxxx'],
  ['a bearer token', 'Authorization: Bearer s3cr3t', 's3cr3t'],
  ['a basic credential', 'authorization=Basic dXNlcjpw', 'dXNlcjpw'],
  ['a token in a query', 'https://example.com/?id_token=abc&x=1', 'abc'],
  ['a CAPTCHA answer by its shape', `03AFcWeA${'Ab1_-'.repeat(60)}`, 'Ab1_-'],
  ['an access key id', 'AKIAIOSFODNN7EXAMPLE', 'IOSFODNN7'],
  ['a signature', 'X-Amz-Signature=fe5f80f77d5fa3be', 'fe5f80'],
  [
    'a private key',
    '-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----',
    'MIIEow',
  ],
  ['a password', 'password=hunter2&x=1', 'hunter2'],
  ['a password that reads like an error', 'password=HunterTwo', 'HunterTwo'],
  ['a password with spaces', 'password: "correct horse, battery"', 'battery'],
  ['a password with an escaped quote', 'see {"password":"a\\", b"}', ' b'],
  ['a password in single quotes', "{ password: 'a b c' }", 'b c'],
  ['JSON', '{"user":{"password":"a b","code":"x1y2"}}', 'x1y2'],
  ['a list in JSON', '[123456]', '123456'],
  ['a list of objects in JSON', '[{"password":"a b"}]', 'a b'],
  ['JSON inside of JSON', JSON.stringify({ body: JSON.stringify({ code: 'x1y2' }) }), 'x1y2'],
  ['JSON inside of a text', `event: ${JSON.stringify({ code: 'x1 y2' })}`, 'y2'],
  [
    'JSON inside of JSON inside of a text',
    `event: ${JSON.stringify({ body: JSON.stringify({ password: 'x1 y2' }) })}`,
    'y2',
  ],
  ['a secret', 'client_secret: abc-def', 'abc-def'],
  ['an API key in a header', 'x-api-key: abc-def', 'abc-def'],
];

class Account {
  readonly email = 'ada@example.com';
  readonly #password = 'hunter2';
  toJSON() {
    return { email: this.email, note: `password=${this.#password}`, id: 7 };
  }
}

describe('redact', () => {
  describe.each(attacks)('%s', (_, text, secret) => {
    it.each<[string, unknown]>([
      ['a string', text],
      ['an object', { note: text }],
      ['a key', { [text]: 1 }],
      ['an array', [[text]]],
      ['a map', new Map([[text, text]])],
      ['a set', new Set([text])],
      ['an error', new Error(text)],
      ['the cause of an error', new Error('failed', { cause: new Error(text) })],
      ['a cause that is no error', new Error('failed', { cause: text })],
      ['one of several errors', new AggregateError([new Error(text)], text)],
      ["an error's own property", Object.assign(new Error('failed'), { detail: text })],
      ['a boxed string', Object(text)],
      ['a symbol', { note: Symbol(text) }],
      ['toJSON', { toJSON: () => ({ note: text }) }],
      ['an object without a prototype', Object.assign(Object.create(null), { note: text })],
    ])('does not leave %s', (_, value) => {
      expect(JSON.stringify({ note: text })).toContain(JSON.stringify(secret).slice(1, -1));
      expect(line(value)).toContain('[REDACTED]');
      expect(line(value)).not.toContain(JSON.stringify(secret).slice(1, -1));
    });
  });

  it.each([
    'password',
    'newPassword',
    'PASSWORD',
    'pwd',
    'client_secret',
    'SecretHash',
    'AccessToken',
    'x-amz-security-token',
    'Authorization',
    'set-cookie',
    'apiKey',
    'secretAccessKey',
    'confirmationCode',
    'code',
    'userCode',
    'otp',
    'pin',
    'challengeAnswer',
    'ANSWER',
    'Session',
    'SRP_A',
    'email',
    'new_email',
    'phone_number',
    'userAttributes',
    'clientMetadata',
    'validationData',
    'privateChallengeParameters',
  ])('replaces any value under the key %s', (key) => {
    expect(redact({ deep: [{ [key]: 'x1y2' }] })).toEqual({ deep: [{ [key]: '[REDACTED]' }] });
    expect(redact({ [key]: 1234 })).toEqual({ [key]: '[REDACTED]' });
    expect(redact(new Map([[key, 'x1y2']]))).toEqual({ [key]: '[REDACTED]' });
  });

  it.each<[string, unknown]>([
    ['a UUID', '123e4567-e89b-12d3-a456-426614174000'],
    ['a UUID of digits', '12345678-1234-1234-1234-123456789012'],
    ['a trace id', '1-57591988-bd862e3fe1be46a994272793'],
    ['a user pool id', 'eu-west-1_AbCdEf123'],
    [
      'an ARN',
      'arn:aws:lambda:eu-west-1:123456789012:function:amplify-app-preSignUplambdaA1B2C3-X',
    ],
    ['a time stamp', '2026-11-22T10:11:12.345Z'],
    ['a time in milliseconds', '1795342272345'],
    ['a package version', '@aws-sdk/client-s3@3.1169.0'],
    ['a log stream', '2026/11/22/[$LATEST]58419525dade4d17a495dceeeed44708'],
    ['a digest', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['a stack frame', '    at handler (file:///var/task/index.mjs:1:198400)'],
    ['a duration', 'not done after 4000 ms'],
    ['the name of an error', { name: 'UserNotFoundException', Code: 'UserNotFoundException' }],
    ['a system error', { code: 'ECONNRESET', errno: -104, syscall: 'read' }],
    ['our own code', { code: 'EMAIL_DOMAIN_NOT_ALLOWED' }],
    ['an error code in a text', 'error code: EMAIL_DOMAIN_NOT_ALLOWED'],
    ['a status', { $metadata: { httpStatusCode: 400, attempts: 2 } }],
    ['a status in a text', 'statusCode: 503, exitCode=1'],
    ['a flag', { autoVerifyEmail: true, email_verified: false, phone: null }],
    ['a flag in a text', 'email_verified=true'],
    ['numbers', { durationMs: 123456, at: 1795342272345 }],
  ])('leaves %s legible', (_, value) => {
    expect(redact(value)).toEqual(value);
  });

  it('keeps the name, the message, the stack and the causes of an error', () => {
    const cause = new TypeError('no group');
    cause.stack = 'TypeError: no group\n    at file:///var/task/index.mjs:1:204812';
    const error = Object.assign(new Error('not added', { cause }), {
      name: 'ResourceNotFoundException',
      $metadata: { requestId: '123e4567-e89b-12d3-a456-426614174000' },
      $response: { headers: {} },
      stack: 'Error: not added\n    at file:///var/task/index.mjs:1:204812',
    });
    expect(redact(error)).toEqual({
      name: 'ResourceNotFoundException',
      message: 'not added',
      stack: error.stack,
      cause: { name: 'TypeError', message: 'no group', stack: cause.stack },
      $metadata: { requestId: '123e4567-e89b-12d3-a456-426614174000' },
    });
  });

  it('uses the toJSON of a class', () => {
    expect(redact(new Account())).toEqual({
      email: '[REDACTED]',
      note: 'password=[REDACTED]',
      id: 7,
    });
  });

  it('replaces binary data with its size', () => {
    const bytes = Buffer.from('ada@example.com');
    expect(redact([bytes, new Uint8Array(bytes), new DataView(new ArrayBuffer(4))])).toEqual([
      '[15 bytes]',
      '[15 bytes]',
      '[4 bytes]',
    ]);
  });

  it('accepts circles, throwing getters and proxies, and invalid dates', () => {
    const circle: Record<string, unknown> = { note: 'ok' };
    circle.self = [circle];
    const throwing = Object.defineProperty({}, 'x', {
      enumerable: true,
      get() {
        throw new Error('no');
      },
    });
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(redact([circle, throwing, proxy, new Date(Number.NaN), 1n, () => 1])).toEqual([
      { note: 'ok', self: ['[circular]'] },
      '[unreadable]',
      '[unreadable]',
      null,
      '1',
      expect.any(Function),
    ]);
    expect(() => line([circle, throwing])).not.toThrow();
  });

  it('does not change the value itself', () => {
    const value = { email: 'ada@example.com', list: ['+14155550123'] };
    redact(value);
    expect(value).toEqual({ email: 'ada@example.com', list: ['+14155550123'] });
  });

  it('leaves no address, number or code in any text', () => {
    const address = fc.emailAddress();
    const number = fc.stringMatching(/^\+[1-9][0-9]{7,14}$/);
    const code = fc.stringMatching(/^[0-9]{6,8}$/);
    const before = fc.constantFrom(
      '',
      'to ',
      'for <',
      '("',
      "'",
      'user: ',
      'a=',
      '\n',
      'code ',
      '[',
    );
    const after = fc.constantFrom('', ' failed', '>', '")', "'", ', and', '&b=1', '\n', '?', ']');
    const text = fc.tuple(before, fc.oneof(address, number, code), after);
    fc.assert(
      fc.property(text, ([before, secret, after]) => {
        const safe = String(redact(`${before}${secret}${after}`));
        expect(safe).toContain('[REDACTED]');
        expect(safe).not.toContain(secret);
        expect(line({ deep: [new Error(`${before}${secret}${after}`)] })).not.toContain(secret);
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    ['letters', 'a'],
    ['digits', '1'],
    ['digits with separators', '12 34-'],
    ['signs', '@'],
    ['quotes', '"'],
    ['backslashes', '\\'],
    ['names of secrets', 'token'],
    ['pairs without an end', 'token=\\"'],
    ['quoted pairs without an end', 'code="\\'],
    ['heads of tokens', 'eyJ'],
    ['brackets', '{['],
    ['dashes', '-----BEGIN PRIVATE KEY'],
  ])('is fast for long runs of %s', (_, unit) => {
    const text = unit.repeat(300_000 / unit.length);
    expect(typeof redact(text)).toBe('string');
  });
});
