import { setTimeout as delay } from 'node:timers/promises';
import {
  DescribeTimeToLiveCommand,
  PutItemCommand,
  ScanCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  INDEXED,
  startDynamodb,
  type TestDynamodb,
  tableResource,
} from '../../../testing/tables.js';

let running: TestDynamodb;
beforeEach(async () => {
  running = await startDynamodb({ resources: [tableResource('table')] });
});
afterEach(() => running.stop());

const TableName = 'table';
const HOUR = 60 * 60;
const fromNow = (seconds: number) => ({ N: String(Math.floor(Date.now() / 1000) + seconds) });
const put = (pk: string, attributes: Record<string, { N: string } | { S: string }> = {}) =>
  running.sdk.send(new PutItemCommand({ TableName, Item: { pk: { S: pk }, ...attributes } }));
const keys = async () => {
  const { Items } = await running.sdk.send(new ScanCommand({ TableName }));
  return (Items ?? []).map(({ pk }) => pk?.S).sort();
};
const update = (Enabled: boolean, AttributeName = 'expires') =>
  running.sdk.send(
    new UpdateTimeToLiveCommand({
      TableName,
      TimeToLiveSpecification: { Enabled, AttributeName },
    }),
  );
const status = async () =>
  (await running.sdk.send(new DescribeTimeToLiveCommand({ TableName }))).TimeToLiveDescription;

test('an expired item is removed, and no other', async () => {
  await update(true);
  await put('soon', { expires: fromNow(HOUR) });
  await put('late', { expires: fromNow(3 * HOUR) });
  await put('text', { expires: { S: fromNow(HOUR).N } });
  await put('in milliseconds', { expires: { N: `${Date.now()}` } });
  await put('long ago', { expires: { N: '1' } });
  await put('never');
  const all = await keys();
  await delay(1500);
  expect(await keys()).toEqual(all);

  running.advance(2 * HOUR * 1000);
  await vi.waitFor(async () => expect(await keys()).not.toContain('soon'), 20_000);
  expect(await keys()).toEqual(all.filter((key) => key !== 'soon'));
});

test('existing items expire once it is enabled, and no longer after it is disabled', async () => {
  await put('a', { expires: fromNow(-HOUR), other: fromNow(HOUR) });
  await put('b', { expires: fromNow(HOUR) });
  await update(true);
  await vi.waitFor(async () => expect(await keys()).toEqual(['b']), 20_000);
  await update(false);
  running.advance(2 * HOUR * 1000);
  await delay(1500);
  expect(await keys()).toEqual(['b']);
});

test('more than a page of items expires', async () => {
  await update(true);
  for (let index = 0; index < 150; index++) await put(`${index}`, { expires: fromNow(-1) });
  await vi.waitFor(async () => expect(await keys()).toEqual([]), 20_000);
});

test('is enabled and disabled once', async () => {
  expect(await status()).toEqual({ TimeToLiveStatus: 'DISABLED' });
  await expect(update(false)).rejects.toMatchObject({
    name: 'ValidationException',
    message: 'TimeToLive is already disabled',
  });
  await update(true);
  expect(await status()).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'expires' });
  await expect(update(true)).rejects.toThrow('TimeToLive is already enabled');
  await expect(update(false, 'other')).rejects.toThrow('current AttributeName is expires');
  await update(false);
  expect(await status()).toEqual({ TimeToLiveStatus: 'DISABLED' });
});

test('is set by the template, and changes with it', async () => {
  const deploy = (TimeToLiveSpecification: { AttributeName: string; Enabled: boolean | string }) =>
    running.deploy([tableResource(TableName, { TimeToLiveSpecification })]);
  await put('a', { expires: fromNow(-HOUR) });
  await deploy({ AttributeName: 'other', Enabled: 'true' });
  expect(await status()).toMatchObject({ AttributeName: 'other' });
  await deploy({ AttributeName: 'expires', Enabled: true });
  await vi.waitFor(async () => expect(await keys()).toEqual([]), 20_000);
  await deploy({ AttributeName: 'expires', Enabled: false });
  expect(await status()).toEqual({ TimeToLiveStatus: 'DISABLED' });
});

test('that a program set is kept over a restart, until the template changes it', async () => {
  await update(true);
  await running.deploy([tableResource(TableName)]);
  expect(await status()).toMatchObject({ AttributeName: 'expires' });
  const specification = { AttributeName: 'other', Enabled: true };
  await running.deploy([tableResource(TableName, { TimeToLiveSpecification: specification })]);
  expect(await status()).toMatchObject({ AttributeName: 'other' });
  await running.deploy([tableResource(TableName)]);
  expect(await status()).toEqual({ TimeToLiveStatus: 'DISABLED' });
});

test('removes expired items with keys of two parts from indexes', async () => {
  await running.deploy([
    tableResource('indexed', {
      ...INDEXED,
      TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
    }),
  ]);
  await running.sdk.send(
    new PutItemCommand({
      TableName: 'indexed',
      Item: {
        pk: { S: 'a' },
        sk: { N: '1' },
        kind: { S: 'k' },
        rank: { N: '1' },
        expires: fromNow(-1),
      },
    }),
  );
  await vi.waitFor(
    async () => {
      const { Count } = await running.sdk.send(
        new ScanCommand({ TableName: 'indexed', IndexName: 'by-kind' }),
      );
      expect(Count).toBe(0);
    },
    { timeout: 5000 },
  );
});

test('stops with the sandbox, without an error', async () => {
  const other = await startDynamodb({ resources: [tableResource(TableName)] });
  await other.sdk.send(
    new UpdateTimeToLiveCommand({
      TableName,
      TimeToLiveSpecification: { Enabled: true, AttributeName: 'expires' },
    }),
  );
  await other.sdk.send(
    new PutItemCommand({ TableName, Item: { pk: { S: 'a' }, expires: fromNow(-1) } }),
  );
  await other.stop();
  other.database.close();
  await delay(1500);
  expect(other.faults).toEqual([]);
});
