import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setImmediate as turn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { BUCKET, startS3 } from '../../../testing/buckets.js';
import { openBlobs } from './blobs.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 's3-blobs-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const MB = 1024 * 1024;

test('bytes that fail half-way leave no file', async () => {
  const blobs = openBlobs(folder);
  async function* failing() {
    yield Buffer.alloc(MB);
    throw new Error('cut off');
  }
  await expect(blobs.write(failing(), 'CRC32')).rejects.toThrow('cut off');
  expect(readdirSync(folder)).toEqual([]);
});

test('bytes that are removed during a read are read to their end', async () => {
  const blobs = openBlobs(folder);
  async function* bytes() {
    for (let megabyte = 0; megabyte < 4; megabyte++) yield Buffer.alloc(MB, megabyte);
  }
  const blob = await blobs.write(bytes(), 'CRC32');
  const readers = [0, 1].map(() => blobs.read([blob], { start: 0, end: blob.size }));
  blobs.remove([blob]);
  for (const reader of readers) {
    let size = 0;
    for await (const chunk of reader) size += chunk.length;
    expect(size).toBe(4 * MB);
  }
  await vi.waitFor(() => expect(readdirSync(folder)).toEqual([]), 20_000);
});

test('a start keeps the objects, and removes files that belong to no object', async () => {
  const database = new DatabaseSync(':memory:');
  const first = await startS3({ folder, database });
  await first.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'a', Body: 'kept' }));
  await first.stop();
  writeFileSync(join(folder, '0b6b2ee0-5a3c-4d0e-9d6f-6f3f6c1a2b3c'), 'half an obj');
  writeFileSync(join(folder, 'notes.txt'), "the developer's");
  const second = await startS3({ folder, database });
  const { Body } = await second.s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'a' }));
  expect(await Body?.transformToString()).toBe('kept');
  expect(readdirSync(folder)).toHaveLength(2);
  expect(readFileSync(join(folder, 'notes.txt'), 'utf8')).toBe("the developer's");
  await second.stop();
});

test('the next start removes the file that a killed process was writing', async () => {
  const source = new URL('./blobs.ts', import.meta.url);
  const code = `
    import { openBlobs } from ${JSON.stringify(source.href)};
    const blobs = openBlobs(${JSON.stringify(folder)});
    async function* endless() { for (;;) { yield Buffer.alloc(65536); console.log('wrote'); } }
    await blobs.write(endless(), 'CRC32');`;
  const tsx = fileURLToPath(import.meta.resolve('tsx'));
  const child = spawn(process.execPath, ['--import', tsx, '--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(readdirSync(folder)).toHaveLength(1);
  openBlobs(folder).sweep(new Set());
  expect(readdirSync(folder)).toEqual([]);
});

test('an object of 300 MB is written and read without being held in memory', async () => {
  const blobs = openBlobs(folder);
  const megabytes = 300;
  let most = 0;
  const before = process.memoryUsage.rss();
  const watch = () => {
    most = Math.max(most, process.memoryUsage.rss() - before);
  };
  async function* bytes() {
    const chunk = Buffer.alloc(MB, 'x');
    for (let count = 0; count < megabytes; count++) {
      yield chunk;
      watch();
      await turn();
    }
  }
  const blob = await blobs.write(bytes(), 'CRC32');
  for await (const _ of blobs.read([blob], { start: 0, end: blob.size })) watch();
  expect(blob.size).toBe(megabytes * MB);
  expect(most).toBeLessThan(100 * MB);
});
