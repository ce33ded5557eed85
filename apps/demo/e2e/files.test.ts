import { DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startBackend } from './backend.ts';

const backend = startBackend();
const { logOf } = backend;

let s3: S3Client;
beforeAll(() => {
  const { url: endpoint, region, credentials } = backend.sandbox;
  s3 = new S3Client({ endpoint, region, credentials });
});
afterAll(() => s3?.destroy());

/** Waits for what must come. */
const until = (check: () => unknown) => vi.waitFor(check, { timeout: 20_000, interval: 50 });

/** Event names and keys that the function of files was given, as they came. */
const events = () =>
  backend
    .invocationsOf('watch-files', 's3')
    .flatMap(({ event }) => (event as { Records: S3Record[] }).Records)
    .map(({ eventName, s3: { object } }) => [eventName, object.key]);

type S3Record = { readonly eventName: string; readonly s3: { readonly object: { key: string } } };

test('a file that the SDK puts and deletes runs the function, which finds it by its key', async () => {
  const Bucket = (backend.sandbox.outputs.storage as { bucket_name: string }).bucket_name;
  const Key = 'files/somebody/red flower+1.jpg';
  const Body = Buffer.alloc(1234);
  await s3.send(new PutObjectCommand({ Bucket, Key, Body, ContentType: 'image/jpeg' }));
  await until(() =>
    // The type is what S3 answers for this key: another one has none.
    expect(logOf('watch-files')).toMatchObject([
      { message: 'file uploaded', size: 1234, contentType: 'image/jpeg' },
    ]),
  );
  await s3.send(new DeleteObjectCommand({ Bucket, Key }));
  await until(() => expect(logOf('watch-files').at(-1)).toMatchObject({ message: 'file deleted' }));
  expect(events()).toEqual([
    ['ObjectCreated:Put', 'files/somebody/red+flower%2B1.jpg'],
    ['ObjectRemoved:Delete', 'files/somebody/red+flower%2B1.jpg'],
  ]);
});
