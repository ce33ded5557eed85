import { fileURLToPath } from 'node:url';
import { scheduleRuleEvent, schedulerEvent } from '@amplify-recipes/core/testing';
import { type Sandbox, startSandbox } from '@amplify-recipes/sandbox';
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

let sandbox: Sandbox;
let s3: S3Client;

beforeAll(async () => {
  sandbox = await startSandbox({
    cwd: fileURLToPath(new URL('app', import.meta.url)),
    dataDir: false,
  });
  s3 = new S3Client({
    endpoint: sandbox.url,
    region: sandbox.region,
    credentials: sandbox.credentials,
  });
});
afterAll(async () => {
  s3.destroy();
  await sandbox.stop();
});

const NOON = '2026-11-22T12:00:00Z';

type Outcome = { bucketName: string; key: string; outcome: string; rows: number; bytes: number };

/** Runs the schedule of a function. Running it again for the same time is like a retry. */
const run = async (name: string, scheduledTime: string) =>
  (await sandbox.runSchedule(name, { scheduledTime: new Date(scheduledTime) })) as Outcome;

/** Calls the function with an event of another kind. */
const call = async (name: string, event: object) => (await sandbox.invoke(name, event)) as Outcome;

const objectOf = ({ bucketName, key }: Pick<Outcome, 'bucketName' | 'key'>) =>
  s3.send(new GetObjectCommand({ Bucket: bucketName, Key: key }));

async function writtenAt({ bucketName, key }: Outcome): Promise<Date | undefined> {
  return (await s3.send(new HeadObjectCommand({ Bucket: bucketName, Key: key }))).LastModified;
}

describe('a report, on the S3 of the sandbox,', () => {
  test('run twice, does not change', async () => {
    const first = await run('report', NOON);
    expect(first).toMatchObject({
      outcome: 'WRITTEN',
      key: 'reports/2026-11-22 13+!*().csv',
      rows: 1,
    });
    const object = await objectOf(first);
    const text = await object.Body?.transformToString();
    expect(text).toBe('"name","formula","runs"\r\n"Ada, Countess","\'=1+1",1\r\n');
    expect(object).toMatchObject({
      ContentType: 'text/csv; charset=utf-8',
      ContentDisposition: "attachment; filename*=UTF-8''2026-11-22%2013%2B%21%2A%28%29.csv",
    });

    const again = await run('report', NOON);
    const byRule = await call('report', scheduleRuleEvent({ time: NOON }));
    const byHand = await call('report', { time: NOON });
    expect([again, byRule, byHand]).toEqual(Array(3).fill({ ...again, outcome: 'ALREADY_THERE' }));
    const after = await objectOf(first);
    expect(await after.Body?.transformToString()).toBe(text);
    expect(await writtenAt(first)).toEqual(object.LastModified);
  });

  test('has another key for another time', async () => {
    const next = await run('report', '2026-11-22T13:00:00Z');
    expect(next).toMatchObject({ outcome: 'WRITTEN', key: 'reports/2026-11-22 14+!*().csv' });
  });

  test('run by several at the same time, is written by one', async () => {
    const time = '2026-11-23T12:00:00Z';
    const outcomes = await Promise.all(Array.from({ length: 4 }, () => run('report', time)));
    expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual([
      'ALREADY_THERE',
      'ALREADY_THERE',
      'ALREADY_THERE',
      'WRITTEN',
    ]);
  });

  test('of many rows is uploaded in parts, once', async () => {
    const first = await run('long-report', NOON);
    expect(first).toMatchObject({ outcome: 'WRITTEN', rows: 20_480 });
    const object = await objectOf(first);
    expect(object.ETag).toMatch(/-3"$/);
    const lines = (await object.Body?.transformToString())?.trimEnd().split('\n') ?? [];
    expect(lines).toHaveLength(20_480);
    expect(lines.map((line) => JSON.parse(line).id)).toEqual([...lines.keys()]);
    expect(await run('long-report', NOON)).toMatchObject({ outcome: 'ALREADY_THERE' });
    expect(await writtenAt(first)).toEqual(object.LastModified);
    await expectNoParts(first);
  });

  test('that fails leaves nothing, and is written by a retry', async () => {
    const time = '2026-11-24T10:00:00Z';
    const failing = schedulerEvent({ time, detail: '{"failsAfter":15000}' });
    await expect(call('long-report', failing)).rejects.toThrow('report-to-s3 failed');
    const again = await run('long-report', time);
    expect(again).toMatchObject({ outcome: 'WRITTEN', rows: 20_480 });
    await expectNoParts(again);
  });
});

describe('a digest, on the SNS and the DynamoDB of the sandbox,', () => {
  type Published = { outcome: string; messageIds: string[] };

  const publish = async (time: string) =>
    (await sandbox.runSchedule('digest', { scheduledTime: new Date(time) })) as Published;

  const mailsOf = (date: string) =>
    sandbox.outbox.filter(
      ({ channel, subject }) => channel === 'email' && subject === `Orders of ${date}`,
    );

  test('run twice, is published once', async () => {
    const time = '2026-12-01T10:00:00Z';
    const first = await publish(time);
    expect(first).toEqual({ outcome: 'PUBLISHED', messageIds: [expect.any(String)] });
    const again = await publish(time);
    const byRule = await sandbox.invoke('digest', scheduleRuleEvent({ time }));
    const published = { outcome: 'ALREADY_PUBLISHED', messageIds: [] };
    expect([again, byRule]).toEqual([published, published]);
    expect(mailsOf('2026-12-01')).toMatchObject([
      { to: 'ada@example.com', body: expect.stringContaining('Orders up to 2026-12-01T10:00:00Z') },
    ]);
  });

  test('run by several at the same time, is published once', async () => {
    const time = '2026-12-02T10:00:00Z';
    await Promise.allSettled(Array.from({ length: 4 }, () => publish(time)));
    expect(mailsOf('2026-12-02')).toHaveLength(1);
    expect(await publish(time)).toMatchObject({ outcome: 'ALREADY_PUBLISHED' });
  });

  test('that fails is published by a retry', async () => {
    const time = '2026-12-03T10:00:00Z';
    const failing = schedulerEvent({ time, detail: '{"fails":true}' });
    await expect(sandbox.invoke('digest', failing)).rejects.toThrow('sns-digest failed');
    expect(mailsOf('2026-12-03')).toHaveLength(0);
    expect(await publish(time)).toMatchObject({ outcome: 'PUBLISHED' });
    expect(mailsOf('2026-12-03')).toHaveLength(1);
  });
});

async function expectNoParts({ bucketName }: Outcome): Promise<void> {
  const listed = await s3.send(new ListMultipartUploadsCommand({ Bucket: bucketName }));
  expect(listed.Uploads ?? []).toEqual([]);
}
