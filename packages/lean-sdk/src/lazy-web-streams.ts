import { replaceModule } from './replaced-module.js';

/**
 * The SDK compares the body of each response with `ReadableStream`. Node.js loads that class when
 * the code names it, which takes 1 ms of the first response. An object of the class also says so
 * itself.
 *
 * @see https://streams.spec.whatwg.org/#rs-class-definition
 */
export const lazyWebStreams = replaceModule({
  plugin: 'lazy-web-streams',
  packageName: '@smithy/core',
  file: 'dist-es/submodules/serde/util-stream/stream-type-check.js',
  exports: ['isBlob', 'isReadableStream'],
  contents: `
    export const isReadableStream = (stream) =>
      stream?.constructor?.name === 'ReadableStream' || stream?.[Symbol.toStringTag] === 'ReadableStream';
    export const isBlob = (blob) => blob?.constructor?.name === Blob.name || blob instanceof Blob;
  `,
});
