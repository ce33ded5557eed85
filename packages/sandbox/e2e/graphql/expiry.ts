import { expect, test } from 'vitest';
import { advance, app, clientWith, post } from './app.js';

/** Moves the clock, so it runs last. */
export function expiryTests(): void {
  test('an API key does not work after its expiry', async () => {
    advance(3 * 24 * 3_600_000);
    const { status, body } = await post({ query: '{ greet }' });
    expect([status, body.errors?.[0]?.errorType]).toEqual([401, 'UnauthorizedException']);
  });
  test.each(['accessToken', 'idToken'] as const)(
    'an %s does not work after its expiry',
    async (token) => {
      const authorization = app().users.ada[token];
      const { status, body } = await post({ query: '{ echo }' }, { authorization });
      expect([status, body.errors?.[0]?.message]).toEqual([401, 'Token has expired.']);
    },
  );
  test('a subscription with an expired token is refused', async () => {
    const client = clientWith(app().users.ada.accessToken);
    const error = new Promise((resolve) => {
      client.models.Note.onCreate().subscribe({ error: resolve });
    });
    expect(JSON.stringify(await error)).toMatch(/Unauthorized/);
  });
  test('the key of another API, which expires later, continues to work', async () => {
    const { people } = app().sandbox.outputs.custom as {
      readonly people: { readonly url: string; readonly apiKey: string };
    };
    const { status } = await post(
      { query: '{ unresolved }' },
      { 'x-api-key': people.apiKey },
      people.url,
    );
    expect(status).toBe(200);
  });
}
