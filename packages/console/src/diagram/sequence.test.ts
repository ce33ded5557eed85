import fc from 'fast-check';
import { expect, test } from 'vitest';
import { entry } from '../../testing/entries.ts';
import { makeFlow } from '../../testing/flows.ts';
import { cutMiddle, layOut } from './layout.ts';
import { mermaidOf } from './mermaid.ts';
import { sequenceOf } from './sequence.ts';

const flow = (number: number) => makeFlow(number, 1, 0).map((made) => made.entry);

test('draws a sign-up: the browser, Cognito, its triggers, and the message last', () => {
  const { lifelines, steps } = sequenceOf(flow(0));
  expect(lifelines.map(({ label }) => label)).toEqual([
    'Browser',
    'Cognito',
    'pre-sign-up',
    'localized-message',
    'Outbox',
  ]);
  expect(steps.map(({ kind, label }) => `${kind} ${label}`)).toEqual([
    'call SignUp',
    'call PreSignUp_SignUp',
    'return returned, 121 ms',
    'call CustomMessage_SignUp',
    'return returned, 41 ms',
    'send Your code for the demo',
    'return 200, 184 ms',
  ]);
});

test('draws a stream from its service to the function, after the answer', () => {
  const { steps } = sequenceOf(flow(2));
  expect(steps.map(({ from, to }) => `${from} > ${to}`)).toEqual([
    'caller:browser > service:appsync',
    'service:appsync > service:dynamodb',
    'service:dynamodb > service:appsync',
    'service:appsync > caller:browser',
    'service:dynamodb > function:watch-todos',
    'function:watch-todos > service:dynamodb',
  ]);
});

test('says what the notes say of an answer, but not of a failure', () => {
  const notes = new Map([
    [1, 'note'],
    [2, 'note'],
  ]);
  const labels = (number: number) =>
    sequenceOf(flow(number), notes).steps.map(({ label }) => label);
  expect(labels(0)).toContain('note, 121 ms');
  expect(labels(1)).toContain('threw, 7 ms');
});

test('puts the answer of a call before that of its caller when the clock is too coarse', () => {
  const { steps } = sequenceOf([
    entry(1, { durationMs: 5, at: '2026-11-30T13:00:00.000Z' }),
    entry(2, {
      flow: 1,
      parent: 1,
      service: 's3',
      durationMs: 1.4,
      at: '2026-11-30T13:00:00.005Z',
    }),
  ]);
  expect(steps.map(({ kind, entry: { id } }) => `${kind} ${id}`)).toEqual([
    'call 1',
    'call 2',
    'return 2',
    'return 1',
  ]);
});

test('puts a message that follows an answer in the same millisecond after it', () => {
  const at = (ms: number) => new Date(ms).toISOString();
  const { steps } = sequenceOf([
    entry(1, { durationMs: 28, at: at(0) }),
    entry(2, { flow: 1, parent: 1, function: 'write', durationMs: 18.3, at: at(9) }),
    entry(3, { flow: 1, parent: 1, kind: 'message', at: at(27) }),
  ]);
  expect(steps.map(({ kind, entry: { id } }) => `${kind} ${id}`)).toEqual([
    'call 1',
    'call 2',
    'return 2',
    'send 3',
    'return 1',
  ]);
});

test('has no answer for a call that runs', () => {
  const { steps } = sequenceOf([entry(1, { state: 'running' })]);
  expect(steps.map(({ kind }) => kind)).toEqual(['call']);
  const [bar] = layOut(sequenceOf([entry(1, { state: 'running' })]), 500).bars;
  expect(bar?.isRunning).toBe(true);
});

test('writes Mermaid', () => {
  expect(mermaidOf(sequenceOf(flow(1)))).toBe(
    [
      'sequenceDiagram',
      '  actor p1 as Browser',
      '  participant p2 as Cognito',
      '  participant p3 as pre-sign-up',
      '  p1->>p2: SignUp',
      '  p2->>p3: PreSignUp_SignUp',
      '  p3--xp2: threw, 7 ms',
      '  p2--xp1: refused, 11 ms',
      '',
    ].join('\n'),
  );
});

test('lets no text of an event write lines of Mermaid', () => {
  const text = mermaidOf(sequenceOf([entry(1, { name: 'a\nclick p1 href "x"; end#' })]));
  expect(text).toContain('  p1->>p2: a click p1 href "x"#59; end#35;');
});

test('fits into the width if there is room, and keeps every arrow between its lifelines', () => {
  const layout = layOut(sequenceOf(flow(0)), 900);
  expect(layout.width).toBe(900);
  const places = layout.lifelines.map(({ x }) => x);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  for (const { fromX, toX } of layout.arrows) {
    expect(Math.min(fromX, toX)).toBeGreaterThan(0);
    expect(Math.max(fromX, toX)).toBeLessThan(900);
  }
  expect(layOut(sequenceOf(flow(0)), 200).width).toBeGreaterThan(200);
});

test('cuts a long text in the middle', () => {
  expect(cutMiddle('amplify-my-app-sandbox-pre-sign-up', 100)).toMatch(/^amplify-m.*…n-up$|…/);
  expect(cutMiddle('short', 100)).toBe('short');
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 40, max: 400 }), (text, room) => {
      expect(cutMiddle(text, room).length * 6.4).toBeLessThanOrEqual(Math.max(room, 26));
    }),
  );
});
