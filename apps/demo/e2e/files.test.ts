import { dirname } from 'node:path';
import { launchBrowser } from '@amplify-recipes/recipe-tests/browser';
import { DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { signIn, signOut } from 'aws-amplify/auth';
import {
  copy,
  downloadData,
  getProperties,
  getUrl,
  list,
  remove,
  uploadData,
} from 'aws-amplify/storage';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { PASSWORD, startBackend, until } from './backend.ts';

const backend = startBackend();
const { logOf, registerAndConfirm } = backend;

let s3: S3Client;
beforeAll(() => {
  const { url: endpoint, region, credentials } = backend.sandbox;
  s3 = new S3Client({ endpoint, region, credentials });
});
afterAll(() => s3?.destroy());

/** The event names and the keys that the function watch-files received, still encoded. */
const events = () =>
  backend
    .invocationsOf('watch-files', 's3')
    .flatMap(({ event }) => (event as { Records: S3Record[] }).Records)
    .map(({ eventName, s3: { object } }) => [eventName, object.key]);

type S3Record = { readonly eventName: string; readonly s3: { readonly object: { key: string } } };

test('the function runs when the SDK puts or deletes a file, and finds the file by its key', async () => {
  const Bucket = (backend.sandbox.outputs.storage as { bucket_name: string }).bucket_name;
  const Key = 'files/somebody/red flower+1.jpg';
  const Body = Buffer.alloc(1234);
  const before = events().length;
  await s3.send(new PutObjectCommand({ Bucket, Key, Body, ContentType: 'image/jpeg' }));
  await until(() => expect(events()).toHaveLength(before + 1));
  // The function asks S3 for the type, so a wrong key would give none.
  expect(logOf('watch-files').at(-1)).toMatchObject({
    message: 'file uploaded',
    size: 1234,
    contentType: 'image/jpeg',
  });
  await s3.send(new DeleteObjectCommand({ Bucket, Key }));
  await until(() => expect(events()).toHaveLength(before + 2));
  expect(logOf('watch-files').at(-1)).toMatchObject({ message: 'file deleted' });
  expect(events().slice(before)).toEqual([
    ['ObjectCreated:Put', 'files/somebody/red+flower%2B1.jpg'],
    ['ObjectRemoved:Delete', 'files/somebody/red+flower%2B1.jpg'],
  ]);
});

describe('Amplify Storage', () => {
  const pathOf =
    (name: string) =>
    ({ identityId }: { identityId?: string | undefined }) =>
      `files/${identityId}/${name}`;

  /** The files in the folder of the signed-in user. */
  async function names(): Promise<readonly string[]> {
    const { items } = await list({ path: pathOf('') });
    return items.map(({ path }) => path.split('/').slice(2).join('/'));
  }

  beforeEach(async () => {
    await signIn({ username: await registerAndConfirm(), password: PASSWORD });
  });

  test('uploads a file, and downloads it by its name', async () => {
    const path = pathOf('red flower+1.jpg');
    const data = 'x'.repeat(1234);
    const before = events().length;
    const options = { contentType: 'image/jpeg', metadata: { by: 'Ada' } };
    await uploadData({ path, data, options }).result;
    expect(await getProperties({ path })).toMatchObject({ size: 1234, ...options });
    const { body } = await downloadData({ path }).result;
    expect(await body.text()).toBe(data);
    await until(() => expect(events()).toHaveLength(before + 1));
    expect(events().at(-1)?.[1]).toMatch(/^files\/us-east-1%3A[\da-f-]{36}\/red\+flower%2B1\.jpg$/);
    expect(logOf('watch-files').at(-1)).toMatchObject({ size: 1234, contentType: 'image/jpeg' });
  });

  test('returns a URL with which anybody can open one file until it expires', async () => {
    const path = pathOf('note.txt');
    await uploadData({ path, data: 'Hello', options: { contentType: 'text/plain' } }).result;
    const { url } = await getUrl({ path, options: { expiresIn: 60 } });
    expect(`${url}`.startsWith(`${backend.sandbox.url}/`)).toBe(true);
    expect(await (await fetch(url)).text()).toBe('Hello');

    const another = new URL(`${url}`.replace('note.txt', 'diary.txt'));
    expect((await fetch(another)).status).toBe(403);
    backend.pass(61_000);
    const late = await fetch(url);
    expect([late.status, await late.text()]).toMatchObject([403, /Request has expired/]);
  });

  test('runs no script of an uploaded page, and shows it nothing of the sandbox', async () => {
    const path = pathOf('evil.html');
    const outbox = `${backend.sandbox.url}/_sandbox/outbox`;
    const data = `<!doctype html><title>safe</title><p>a page</p>
      <iframe src="${outbox}"></iframe>
      <img src="none" onerror="document.title = 'a script ran'">
      <script>
        document.title = 'a script ran';
        fetch('${outbox}').then((answer) => answer.text()).then((text) => {
          document.title = text;
        });
      </script>`;
    await uploadData({ path, data, options: { contentType: 'text/html' } }).result;
    const { url } = await getUrl({ path });
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage();
      await page.goto(`${url}`, { waitUntil: 'networkidle' });
      expect(await page.locator('p').textContent()).toBe('a page');
      expect(await page.title()).toBe('safe');
      const frames = page.frames().filter((frame) => frame !== page.mainFrame());
      const contents = await Promise.all(frames.map((frame) => frame.content()));
      expect(contents.join()).not.toContain('@');
    } finally {
      await browser.close();
    }
  });

  test('refuses access to the folder of another user', async () => {
    const { path } = await uploadData({ path: pathOf('diary.txt'), data: 'Hello' }).result;
    await signOut();
    const attempts = [
      () => list({ path: `${dirname(path)}/` }),
      () => getProperties({ path }),
      () => downloadData({ path }).result,
      () => uploadData({ path, data: 'Bye' }).result,
      () => copy({ source: { path }, destination: { path: pathOf('copy.txt') } }),
      () => remove({ path }),
    ];
    const expectNothing = async () => {
      for (const attempt of attempts) {
        // The answer to a HEAD request has no body, so the error has only a status.
        await expect(attempt()).rejects.toMatchObject({
          name: expect.stringMatching(/^(?:AccessDenied|403)$/),
        });
      }
      const { url } = await getUrl({ path });
      expect((await fetch(url)).status).toBe(403);
    };
    await expectNothing();
    await signIn({ username: await registerAndConfirm(), password: PASSWORD });
    await expectNothing();
  });

  test('copies files, and removes a file and a whole folder', async () => {
    const path = pathOf('a.txt');
    await uploadData({ path, data: 'Hello' }).result;
    for (const name of ['folder/b & c.txt', 'folder/ø+1.txt']) {
      await copy({ source: { path }, destination: { path: pathOf(name) } });
    }
    expect(await names()).toEqual(['a.txt', 'folder/b & c.txt', 'folder/ø+1.txt']);
    await remove({ path });
    expect(await names()).toEqual(['folder/b & c.txt', 'folder/ø+1.txt']);
    await remove({ path: pathOf('folder/') });
    expect(await names()).toEqual([]);
  });
});
