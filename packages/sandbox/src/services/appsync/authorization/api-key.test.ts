import { describe, expect, test } from 'vitest';
import {
  apiKeyWith,
  authorizationOf,
  NO_VALID_HEADER,
  NOT_AUTHORIZED,
  outcomeOf,
  requestWith,
} from '../../../../testing/authorization.js';

const KEY = 'da2-abcdefghijklmnopqrstuvwxyz';
/** A quarter past an hour. */
const NOW = Date.UTC(2026, 4, 1, 12, 15);
const seconds = (hours: number) => NOW / 1000 + hours * 3600;

const keyApi = (...apiKeys: ReturnType<typeof apiKeyWith>[]) =>
  authorizationOf({ AuthenticationType: 'API_KEY' }, { apiKeys, now: () => NOW });
const outcome = (headers: Record<string, string>, ...keys: ReturnType<typeof apiKeyWith>[]) =>
  outcomeOf(keyApi(...keys).authenticate(requestWith(headers)));

describe('an API key', () => {
  test('gives no identity, and the time at which it expires', async () => {
    const api = keyApi(apiKeyWith(KEY, { Expires: seconds(2) }));
    const authorized = await api.authenticate(requestWith({ 'x-api-key': KEY }));
    expect(authorized).toMatchObject({
      mode: 'API_KEY',
      authType: 'API Key Authorization',
      identity: null,
      // AppSync rounds it down to the hour.
      expiresAt: Date.UTC(2026, 4, 1, 14),
    });
  });

  test.for<[string, Record<string, string>, ReturnType<typeof apiKeyWith>[], string]>([
    ['is accepted without a date', { 'x-api-key': KEY }, [apiKeyWith(KEY)], 'API_KEY'],
    [
      'is accepted if it is the second of two',
      { 'x-api-key': KEY },
      [apiKeyWith('da2-other'), apiKeyWith(KEY)],
      'API_KEY',
    ],
    [
      'is accepted with a date as text',
      { 'x-api-key': KEY },
      [apiKeyWith(KEY, { Expires: String(seconds(2)) })],
      'API_KEY',
    ],
    [
      'is refused after its date',
      { 'x-api-key': KEY },
      [apiKeyWith(KEY, { Expires: seconds(-1) })],
      NOT_AUTHORIZED,
    ],
    [
      'is refused in the hour of its date',
      { 'x-api-key': KEY },
      [apiKeyWith(KEY, { Expires: seconds(0.5) })],
      NOT_AUTHORIZED,
    ],
    ['is refused if unknown', { 'x-api-key': 'da2-guess' }, [apiKeyWith(KEY)], NOT_AUTHORIZED],
    ['is refused if empty', { 'x-api-key': '' }, [apiKeyWith(KEY)], NOT_AUTHORIZED],
    [
      'is refused if only its beginning is right',
      { 'x-api-key': KEY.slice(0, -1) },
      [apiKeyWith(KEY)],
      NOT_AUTHORIZED,
    ],
    ['is refused if the API has no key', { 'x-api-key': KEY }, [], NOT_AUTHORIZED],
    [
      'is refused if the key resource has no value, as for an empty key',
      { 'x-api-key': '' },
      [apiKeyWith('')],
      NOT_AUTHORIZED,
    ],
    [
      'is refused if it belongs to another API',
      { 'x-api-key': KEY },
      [apiKeyWith(KEY, { ApiId: 'api2' })],
      NOT_AUTHORIZED,
    ],
    [
      'is refused in the header of tokens',
      { authorization: KEY },
      [apiKeyWith(KEY)],
      NO_VALID_HEADER,
    ],
    ['is missing', {}, [apiKeyWith(KEY)], NO_VALID_HEADER],
  ])('%s', async ([, headers, keys, expected]) => {
    expect(await outcome(headers, ...keys)).toBe(expected);
  });

  test('opens no API that has no such mode', async () => {
    const api = authorizationOf({ AuthenticationType: 'AWS_IAM' }, { apiKeys: [apiKeyWith(KEY)] });
    expect(await outcomeOf(api.authenticate(requestWith({ 'x-api-key': KEY })))).toBe(
      NO_VALID_HEADER,
    );
  });
});
