import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AllServices, startAllServices } from '../../../testing/all-services.js';

let running: AllServices;
beforeAll(async () => {
  running = await startAllServices([]);
});
afterAll(() => running.stop());

const json = fc.json({ depthSize: 'small' });
const awkward = fc.constantFrom(
  '{"TableName":{}}',
  '{"RequestItems":[null]}',
  '{"TransactItems":[null,{"Put":null}]}',
  '{"query":"{ a"}',
  '{"query":"fragment F on Q { a }","operationName":{}}',
  '{"query":"{ ...F }"}',
  '{"AuthParameters":[null],"ChallengeResponses":"x","AccessToken":"a.b.c"}',
  '{"__proto__":null,"constructor":{"Name":1}}',
  '{"errors":[null]}',
  '{"errors":{}}',
  'Action=%zz&Action',
);

test('no service fails to describe a request or a response for the timeline', () => {
  fc.assert(
    fc.property(
      fc.oneof(json, awkward, fc.string()),
      fc.constantFrom('GET', 'PUT', 'POST', 'DELETE', 'BREW'),
      fc.oneof(
        fc.webPath(),
        fc.constantFrom('/%zz', '//', '/2015-03-31/functions/%zz/invocations'),
      ),
      fc.dictionary(
        fc.constantFrom('authorization', 'x-amz-copy-source', 'content-type'),
        fc.string(),
      ),
      (text, method, path, headers) => {
        const body = Buffer.from(text);
        const head = { id: 'x', method, path, query: new URLSearchParams(text), headers };
        for (const { timeline } of running.services.values()) {
          if (!timeline) continue;
          const request = { ...head, target: undefined, signingName: undefined, body };
          expect(timeline.describe?.(request) ?? {}).toBeTypeOf('object');
          expect(timeline.describeResponse?.(text) ?? {}).toBeTypeOf('object');
          expect(timeline.describeResponse?.(body) ?? {}).toBeTypeOf('object');
        }
      },
    ),
    { numRuns: 300 },
  );
});
