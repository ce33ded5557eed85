import { replaceModule } from './replaced-module.js';

const EXPORTS = [
  'EventStreamCodec',
  'EventStreamMarshaller',
  'EventStreamSerde',
  'HeaderMarshaller',
  'Int64',
  'MessageDecoderStream',
  'MessageEncoderStream',
  'SmithyMessageDecoderStream',
  'SmithyMessageEncoderStream',
  'UniversalEventStreamMarshaller',
  'eventStreamSerdeProvider',
  'getChunkedStream',
  'getMessageUnmarshaller',
  'getUnmarshalledStream',
  'iterableToReadableStream',
  'readableStreamToIterable',
  'resolveEventStreamSerdeConfig',
  'universalEventStreamSerdeProvider',
];

const UNSUPPORTED = `
  function unsupported() {
    throw new Error('This bundle does not support event streams. Bundle it without lean-sdk.');
  }
`;

/**
 * No operation of a recipe has an event stream. The SDK imports them dynamically, so that esbuild
 * cannot leave out any module that they need.
 */
export const withoutEventStreams = [
  replaceModule({
    plugin: 'without-event-streams',
    packageName: '@smithy/core',
    file: 'dist-es/submodules/event-streams/index.js',
    exports: EXPORTS,
    // A client with event streams calls the last one when it is created, such as that of S3.
    contents: `${UNSUPPORTED}
      export { unsupported as EventStreamSerde, unsupported as eventStreamSerdeProvider };
      export const resolveEventStreamSerdeConfig = (config) => config;`,
  }),
  // It signs the headers of each message of a stream.
  replaceModule({
    plugin: 'without-event-streams',
    packageName: '@smithy/signature-v4',
    file: 'dist-es/HeaderFormatter.js',
    exports: ['HeaderFormatter', 'Int64'],
    contents: `${UNSUPPORTED} export { unsupported as Int64 };
      export class HeaderFormatter { format = unsupported; formatHeaderValue = unsupported; }`,
  }),
];
