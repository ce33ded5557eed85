import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { contentOf } from './content.js';
import { createTimeline, type EntryStart, KEPT_ENTRIES } from './timeline.js';

const REQUEST: EntryStart = { kind: 'request', service: 'dynamodb', name: 'PutItem' };
const start = () => createTimeline({ now: () => Date.parse('2026-01-01T00:00:00Z') });

test('an entry knows what caused it, and the start of its flow', async () => {
  const timeline = start();
  const root = timeline.begin({ ...REQUEST, service: 'cognito-idp', name: 'SignUp', from: 'sdk' });
  await timeline.runAs(root.id, async () => {
    await nextTurn();
    const child = timeline.begin({ ...REQUEST, kind: 'invocation', name: 'pre-sign-up' });
    await timeline.runAs(child.id, async () => timeline.begin(REQUEST));
  });
  timeline.begin(REQUEST);

  expect(timeline.entries()).toMatchObject([
    { id: 1, flow: 1, from: 'sdk', at: '2026-01-01T00:00:00.000Z', state: 'running' },
    { id: 2, parent: 1, flow: 1, from: 'cognito-idp', name: 'pre-sign-up' },
    { id: 3, parent: 2, flow: 1 },
    { id: 4, flow: 4 },
  ]);
  expect(timeline.entries()[3]?.parent).toBeUndefined();
});

test('flows that run at the same time are not mixed up', async () => {
  const timeline = start();
  const flow = async (name: string) => {
    const root = timeline.begin({ ...REQUEST, name });
    await timeline.runAs(root.id, async () => {
      for (let step = 0; step < 5; step += 1) {
        await nextTurn();
        timeline.begin({ ...REQUEST, name: `${name} ${step}` });
      }
    });
  };
  await Promise.all(['a', 'b', 'c'].map(flow));
  const entries = timeline.entries();
  for (const { parent, name } of entries.filter((entry) => entry.parent !== undefined)) {
    expect(name.startsWith(entries.find(({ id }) => id === parent)?.name ?? '?')).toBe(true);
  }
  expect(entries).toHaveLength(18);
});

test('work that the console starts comes from there', () => {
  const timeline = start();
  timeline.runFrom('console', () => timeline.begin(REQUEST));
  timeline.runUnrecorded(() => timeline.begin(REQUEST).end({ state: 'succeeded' }));
  expect(timeline.entries()).toMatchObject([{ from: 'console' }]);
});

test('an entry ends with its output, its duration and its logs', () => {
  const timeline = start();
  const entry = timeline.begin({ ...REQUEST, input: contentOf('{"a":1}') });
  entry.end({
    state: 'failed',
    outcome: 'threw',
    reason: 'no',
    output: contentOf('{"b":2}'),
    logLines: ['one', 'two'],
    error: { name: 'Error', message: 'no' },
  });
  expect(timeline.details(1)).toEqual({
    entry: expect.objectContaining({ id: 1, state: 'failed', durationMs: expect.any(Number) }),
    input: { a: 1 },
    output: { b: 2 },
    logs: ['one', 'two'],
    error: { name: 'Error', message: 'no' },
  });
});

test('nothing is described before somebody looks', () => {
  const timeline = start();
  let described = 0;
  const describe = () => {
    described += 1;
    return { detail: 'table todos-0123' };
  };
  timeline.begin({ ...REQUEST, describe }).end({ state: 'succeeded' });
  expect(described).toBe(0);
  timeline.showNames(new Map([['todos-0123', 'Todo']]));
  expect(timeline.find(1)).toMatchObject({ detail: 'table Todo' });
  timeline.entries();
  expect(described).toBe(1);
});

test('it keeps the last 10,000 entries, and says how many it forgot', () => {
  const timeline = start();
  for (let count = 0; count < KEPT_ENTRIES + 5; count += 1) timeline.begin(REQUEST);
  const entries = timeline.entries();
  expect(entries).toHaveLength(KEPT_ENTRIES);
  expect(entries[0]?.id).toBe(6);
  expect(timeline.forgotten).toBe(5);
  expect(timeline.details(5)).toBeUndefined();
});

test('the oldest contents are forgotten when all of them are too large, and the entries stay', () => {
  const timeline = start();
  const body = JSON.stringify({ text: 'x'.repeat(200_000) });
  for (let count = 0; count < 500; count += 1) {
    timeline
      .begin({ ...REQUEST, input: contentOf(body), describe: () => ({ detail: 'described' }) })
      .end({ state: 'succeeded', output: contentOf(body) });
  }
  const kept = timeline.entries().filter(({ id }) => timeline.details(id)?.input !== undefined);
  expect(timeline.entries()).toHaveLength(500);
  expect(kept.length * 2 * body.length).toBeLessThanOrEqual(64 * 1024 * 1024);
  expect(kept.length).toBeGreaterThan(150);
  expect(timeline.details(1)).toEqual({
    entry: expect.objectContaining({ detail: 'described' }),
    truncated: true,
  });
});

test('texts of an entry are short, and show no secrets', () => {
  const timeline = start();
  const text = 'x'.repeat(100_000);
  const entry = timeline.begin({ ...REQUEST, name: text, detail: text, user: text });
  entry.end({
    state: 'failed',
    reason: `{"password":"Correct-horse-1"} ${text}`,
    error: { name: text, message: `password = "Correct-horse-1" ${text}`, trace: [text, text] },
    logLines: ["{ password: 'Correct-horse-1' }", '{"token":"Correct-horse-1"}'],
  });
  expect(JSON.stringify(timeline.entries()).length).toBeLessThan(3000);
  const details = JSON.stringify(timeline.details(1));
  expect(details.length).toBeLessThan(30_000);
  expect(details).not.toContain('Correct-horse-1');
});

test.each([
  ['a body that is too long', JSON.stringify({ password: 'x'.repeat(300_000) })],
  ['a long text', JSON.stringify({ text: 'x'.repeat(100_000) })],
  ['a long list', JSON.stringify(Array.from({ length: 50_000 }, (_, index) => index))],
  ['many long texts', JSON.stringify(Array.from({ length: 100 }, () => 'x'.repeat(2000)))],
])('%s is cut', (_, body) => {
  const timeline = start();
  timeline.begin({ ...REQUEST, input: contentOf(body) });
  const details = timeline.details(1);
  expect(details?.truncated).toBe(true);
  expect(JSON.stringify(details?.input).length).toBeLessThanOrEqual(128 * 1024);
  expect(JSON.stringify(details)).not.toContain('password":"xxx');
});

test('a cleared timeline continues to count, and running entries stay forgotten', () => {
  const timeline = start();
  const running = timeline.begin(REQUEST);
  timeline.clear();
  const effect = timeline.runAs(running.id, () => timeline.begin(REQUEST));
  running.end({ state: 'succeeded' });
  effect.end({ state: 'succeeded' });
  expect(timeline.entries()).toMatchObject([{ id: 2, flow: 2, state: 'succeeded' }]);
  expect(timeline.entries()[0]?.parent).toBeUndefined();
});

test('a listener gets each start, change and end, until it is removed', () => {
  const timeline = start();
  const heard: number[] = [];
  const stop = timeline.onChange((id) => heard.push(id));
  const entry = timeline.begin(REQUEST);
  entry.change({ detail: 'a' });
  timeline.runAs(entry.id, () => timeline.changeCurrent({ detail: 'b' }));
  entry.end({ state: 'succeeded' });
  stop();
  timeline.begin(REQUEST);
  expect(heard).toEqual([1, 1, 1, 1]);
  expect(timeline.find(1)?.detail).toBe('b');
});

test('the causes and sessions of earlier work are bounded', () => {
  const { causes, functionSessions } = start();
  for (let count = 0; count < 25_000; count += 1) causes.remember(`record ${count}`, count);
  expect(causes.find('record 0')).toBeUndefined();
  expect(causes.find('record 24999')).toBe(24_999);
  causes.remember('nothing', undefined);
  expect(causes.find('nothing')).toBeUndefined();

  functionSessions.deploy(new Map([['physical', 'say-hello']]));
  expect(functionSessions.find('constructor')).toBeUndefined();
  const ended = functionSessions.started('physical', 1);
  expect(functionSessions.find('physical')).toEqual({ name: 'say-hello', entry: 1 });
  const other = functionSessions.started('physical', 2);
  expect(functionSessions.find('physical')).toEqual({ name: 'say-hello', entry: undefined });
  ended();
  expect(functionSessions.find('physical')?.entry).toBe(2);
  other();
  expect(functionSessions.find('physical')?.entry).toBeUndefined();
});
