import { describe, expect, it } from 'vitest';
import type { OutboxMessage } from '../api/contract.ts';
import { htmlOf, lineOf, linksOf, matches, textPieces } from './message-text.ts';

function message(fields: Partial<OutboxMessage>): OutboxMessage {
  return {
    id: '1',
    at: '2026-11-30T13:00:00.000Z',
    channel: 'email',
    to: 'ada@example.com',
    body: '',
    reason: 'CustomMessage_SignUp',
    ...fields,
  };
}

describe('the HTML of a message', () => {
  it.each([
    ['an e-mail of SES', { html: '<p>Hi</p>', body: 'Hi' }, '<p>Hi</p>'],
    ['an e-mail of Cognito with tags', { body: 'Your code is <b>1</b>' }, 'Your code is <b>1</b>'],
    ['an e-mail without tags', { body: 'Your code is 1' }, undefined],
    ['an address in angle brackets', { body: 'Write to <ada@example.com>' }, undefined],
    ['a text message with a tag', { channel: 'sms' as const, body: '<b>1</b>' }, undefined],
  ])('of %s', (_, fields, expected) => {
    expect(htmlOf(message(fields))).toBe(expected);
  });
});

describe('a message on one line', () => {
  it.each([
    ['has no tags', { body: '<p>Your  code\nis <b>1</b></p>' }, 'Your code is 1'],
    ['has no styles', { html: '<style>p{color:red}</style><p>Hi</p>' }, 'Hi'],
    ['has characters for entities', { body: 'Tom &amp; Ada&nbsp;' }, 'Tom & Ada'],
  ])('%s', (_, fields, expected) => {
    expect(lineOf(message(fields))).toBe(expected);
  });
});

it('finds each address once, without the end of the sentence', () => {
  const link = 'https://app.example.com/sign-in?code=1&user=ada';
  const body = `Open ${link}. Or open ${link}.`;
  const html = '<a href="https://app.example.com/sign-in?code=1&amp;user=ada">Sign in</a>';
  expect(linksOf(message({ body, html }))).toEqual([link]);
});

it('takes only http and https for addresses', () => {
  const body = 'javascript:alert(1) data:text/html,x file:///etc/passwd';
  expect(linksOf(message({ body }))).toEqual([]);
});

it('splits a text without losing a character', () => {
  const text = 'Open https://a.example/x, or call.';
  expect(textPieces(text)).toEqual([
    { text: 'Open ', isLink: false },
    { text: 'https://a.example/x', isLink: true },
    { text: ', or call.', isLink: false },
  ]);
});

it.each([
  ['an empty search', '  ', true],
  ['the receiver', 'ADA@', true],
  ['the code', '314', true],
  ['a word between tags', 'welcome', true],
  ['the name of a tag', '<b>', false],
])('matches %s', (_, search, expected) => {
  expect(matches(message({ body: '<b>Welcome</b>', code: '314159' }), search)).toBe(expected);
});
