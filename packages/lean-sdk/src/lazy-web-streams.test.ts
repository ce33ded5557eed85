import { createRequire } from 'node:module';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import { lazyWebStreams } from './lazy-web-streams.js';

type Checks = {
  readonly isReadableStream: (value: unknown) => boolean;
  readonly isBlob: (value: unknown) => boolean;
};

let plain: Checks;
let lean: Checks;

async function bundled(plugins: BuildOptions['plugins'] = []): Promise<Checks> {
  const require = createRequire(import.meta.url);
  const client = createRequire(require.resolve('@aws-sdk/client-sns'));
  const { outputFiles } = await build({
    stdin: {
      contents: "export { isBlob, isReadableStream } from '@smithy/core/serde';",
      resolveDir: fileURLToPath(new URL('..', `file://${client.resolve('@smithy/core')}`)),
    },
    bundle: true,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    write: false,
    plugins,
  });
  return import(`data:text/javascript,${encodeURIComponent(outputFiles[0]?.text ?? '')}`);
}

beforeAll(async () => {
  plain = await bundled();
  lean = await bundled([lazyWebStreams]);
});

describe('the type of a body', () => {
  it.each<[string, unknown]>([
    ['a web stream', new ReadableStream()],
    [
      'a web stream of another constructor',
      Object.assign(new ReadableStream(), { constructor: null }),
    ],
    ['an object of a polyfill', new (class ReadableStream {})()],
    ['a stream of Node.js', Readable.from(['a'])],
    ['a web stream to write to', new WritableStream()],
    ['a blob', new Blob(['a'])],
    ['a file', new File(['a'], 'a.txt')],
    ['bytes', new Uint8Array(1)],
    ['a text', 'ReadableStream'],
    ['an object without a prototype', Object.create(null)],
    ['nothing', undefined],
    ['null', null],
  ])('is the same as in the SDK: %s', (_, value) => {
    expect(lean.isReadableStream(value)).toBe(plain.isReadableStream(value));
    expect(lean.isBlob(value)).toBe(plain.isBlob(value));
  });

  it('is a stream for a web stream', () => {
    expect(lean.isReadableStream(new ReadableStream())).toBe(true);
    expect(lean.isReadableStream(Readable.from(['a']))).toBe(false);
  });
});
