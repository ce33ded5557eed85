import { describe, expect, test } from 'vitest';
import { AwsError } from './aws-error.js';
import { answerQuery, type QueryOperations, readForm } from './query.js';
import type { ServiceRequest } from './request.js';

describe('the parameters of a form', () => {
  const form = (text: string) => readForm(Buffer.from(text));

  test('are lists in the order of their numbers, not of the form', () => {
    const input = form('L.member.10=c&L.member.2=b&L.member.1=a&L.member.x=no&Lx.member.1=no');
    expect(input.texts('L')).toEqual(['a', 'b', 'c']);
  });

  test('are structures, maps and lists within each other', () => {
    const input = form('S.L.member.1.M.entry.1.Name=n&S.L.member.1.M.entry.1.Value.V=%C3%BC+x');
    const [item] = input.structure('S').structures('L');
    const [entry] = item?.structures('M', 'entry') ?? [];
    expect(entry?.text('Name')).toBe('n');
    expect(entry?.text('Value.V')).toBe('ü x');
  });

  test.each([
    ['an empty list', 'L=', []],
    ['no list', '', []],
    ['a list of structures', 'L.member.1.A=a', []],
    ['a number that is far too large', 'L.member.99999999999999999999=a', []],
  ])('are not texts for %s', (_, text, expected) => {
    expect(form(text).texts('L')).toEqual(expected);
  });
});

describe('an answer', () => {
  const operations: QueryOperations = {
    Ping: (input) => ({ Pong: input.text('Ping') }),
    Nothing: () => undefined,
    Fail: () => {
      throw new AwsError('Wrong', 'a < b');
    },
    Break: () => {
      throw new Error('broken');
    },
  };
  const answer = (body: string, caller: ServiceRequest['caller'] = { type: 'developer' }) =>
    answerQuery('http://ns/', operations, {
      id: 'request-1',
      body: Buffer.from(body),
      caller,
    } as ServiceRequest);

  test.each([
    [
      'a result',
      'Action=Ping&Ping=a',
      200,
      '<PingResponse xmlns="http://ns/"><PingResult><Pong>a</Pong></PingResult><ResponseMetadata><RequestId>request-1</RequestId></ResponseMetadata></PingResponse>',
    ],
    [
      'no result',
      'Action=Nothing',
      200,
      '<NothingResponse xmlns="http://ns/"><ResponseMetadata><RequestId>request-1</RequestId></ResponseMetadata></NothingResponse>',
    ],
    [
      'an error',
      'Action=Fail',
      400,
      '<ErrorResponse xmlns="http://ns/"><Error><Type>Sender</Type><Code>Wrong</Code><Message>a &#60; b</Message></Error><RequestId>request-1</RequestId></ErrorResponse>',
    ],
  ])('has %s', async (_, body, status, xml) => {
    expect(await answer(body)).toMatchObject({ status, body: xml });
  });

  test.each([
    ['Action=toString', 'does not support the operation toString'],
    ['Action=__proto__', 'does not support the operation __proto__'],
    ['', 'does not support the operation (none named)'],
  ])('to %s names the operation', async (body, message) => {
    const response = await answer(body);
    expect(response.status).toBe(400);
    expect(response.body).toContain('<Code>InvalidAction</Code>');
    expect(response.body).toContain(message);
  });

  test('to an anonymous caller is an error', async () => {
    const response = await answer('Action=Ping', { type: 'anonymous' });
    expect(response.status).toBe(403);
    expect(response.body).toContain('<Code>MissingAuthenticationToken</Code>');
  });

  test('is not sent for an internal error of the service', async () => {
    await expect(answer('Action=Break')).rejects.toThrow('broken');
  });
});
