import { expect, it } from 'vitest';
import { templateFor } from './event-template.ts';
import { eventTemplates } from './event-templates.ts';

it.each([
  ['PreSignUp of amplifyAuth', 'PreSignUp'],
  ['stream of Todo', 'dynamodb'],
  ['objects of files', 's3'],
  ['data source fields', 'appsync'],
  ['cron(5 14 * * ? *)', 'scheduler'],
  ['rate(5 minutes)', 'scheduler'],
  ['topic alerts', 'empty'],
])('offers for %s the event %s', (trigger, expected) => {
  expect(templateFor([trigger])).toBe(expected);
});

it('has each template once, and each makes an object', () => {
  const ids = eventTemplates.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { make } of eventTemplates) expect(make()).toBeTypeOf('object');
});
