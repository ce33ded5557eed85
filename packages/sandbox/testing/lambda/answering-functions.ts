import {
  commonJs,
  type ExpectedOutcome,
  esModule,
  fails,
  type NodeFunction,
  returns,
  throwsValue,
} from './node-function.js';

const noCallbacks: ExpectedOutcome = fails(
  'Runtime.CallbackHandlerDeprecated',
  'ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify this function to use a supported handler signature to use Node.js 24 or later. For more information see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.',
);

/** Functions whose handlers respond, in all possible ways. */
export const answeringFunctions: readonly NodeFunction[] = [
  {
    name: 'an async handler',
    files: esModule(`export const handler = async (event) => ({ got: event });`),
    in22: returns({ got: { text: 'ü' } }),
  },
  {
    name: 'an async handler beside a timer that never ends',
    // Amplify puts such a timer before every handler that reads secrets.
    files: esModule(`setInterval(() => {}, 60_000); export const handler = async () => 'done';`),
    in22: returns('done'),
  },
  {
    name: 'a CommonJS handler',
    files: commonJs(`exports.handler = async () => 'CommonJS';`),
    in22: returns('CommonJS'),
  },
  {
    name: 'a handler in a .cjs file',
    files: { 'index.cjs': `exports.handler = async () => 'cjs';` },
    in22: returns('cjs'),
  },
  {
    name: 'a module by its package.json',
    files: {
      'package.json': '{ "type": "module" }',
      'index.js': `export const handler = async () => typeof import.meta.url;`,
    },
    in22: returns('string'),
  },
  {
    name: 'a handler in a folder',
    files: { 'folder/file.js': `exports.run = async () => 'in a folder';` },
    handler: 'folder/file.run',
    in22: returns('in a folder'),
  },
  {
    name: 'a nested export',
    files: commonJs(`exports.users = { list: async () => 'nested' };`),
    handler: 'index.users.list',
    in22: returns('nested'),
  },
  {
    name: 'a default export',
    files: esModule(`export default { handler: async () => 'default' };`),
    in22: fails('Runtime.HandlerNotFound', 'index.handler is undefined or not exported'),
    in24: returns('default'),
  },
  {
    name: 'a handler in node_modules',
    files: { 'node_modules/thing/index.js': `exports.handler = async () => 'package';` },
    handler: 'thing.handler',
    in22: returns('package'),
  },
  {
    name: 'an async handler that returns nothing',
    files: esModule(`export const handler = async () => {};`),
    in22: returns(null),
  },
  {
    name: 'a sync handler that returns',
    files: commonJs(`exports.handler = () => 'returned';`),
    in22: returns(null),
    in24: returns('returned'),
  },
  {
    name: 'a callback',
    files: commonJs(`exports.handler = (event, context, callback) => callback(null, 'called');`),
    in22: returns('called'),
    in24: noCallbacks,
  },
  {
    name: 'a late callback',
    files: commonJs(
      `exports.handler = (event, context, callback) => { setTimeout(() => callback(null, 'later'), 20); };`,
    ),
    in22: returns('later'),
    in24: noCallbacks,
  },
  {
    name: 'a callback that waits for the event loop to be empty',
    files: commonJs(
      `let done = false; exports.handler = (event, context, callback) => { setTimeout(() => { done = true; }, 30); callback(null, { get done() { return done; } }); };`,
    ),
    in22: returns({ done: true }),
    in24: noCallbacks,
  },
  {
    name: 'a callback that does not wait for it',
    files: commonJs(
      `let done = false; exports.handler = (event, context, callback) => { context.callbackWaitsForEmptyEventLoop = false; setTimeout(() => { done = true; }, 30); callback(null, { get done() { return done; } }); };`,
    ),
    in22: returns({ done: false }),
    in24: noCallbacks,
  },
  {
    name: 'two calls of the callback',
    files: commonJs(
      `exports.handler = (event, context, callback) => { callback(null, 1); callback(null, 2); };`,
    ),
    in22: returns(1),
    in24: noCallbacks,
  },
  {
    name: 'a callback with an error',
    files: commonJs(
      `exports.handler = (event, context, callback) => callback(new TypeError('called'));`,
    ),
    in22: fails('TypeError', 'called'),
    in24: noCallbacks,
  },
  {
    name: 'a callback with a text for an error',
    files: commonJs(`exports.handler = (event, context, callback) => callback('text');`),
    in22: throwsValue('string', 'text'),
    in24: noCallbacks,
  },
  {
    name: 'context.succeed',
    files: commonJs(`exports.handler = (event, context) => context.succeed('succeeded');`),
    in22: returns('succeeded'),
    in24: fails('TypeError', 'context.succeed is not a function'),
  },
  {
    name: 'context.fail with nothing',
    files: commonJs(`exports.handler = (event, context) => context.fail();`),
    in22: throwsValue('string', 'handled'),
    in24: fails('TypeError', 'context.fail is not a function'),
  },
  {
    name: 'context.done with an error',
    files: commonJs(`exports.handler = (event, context) => context.done(new Error('done'));`),
    in22: fails('Error', 'done'),
    in24: fails('TypeError', 'context.done is not a function'),
  },
  {
    name: 'the context',
    files: esModule(`
      export const handler = async (event, context) => {
        const { awsRequestId, invokedFunctionArn, logStreamName, xRayTraceId, ...rest } = context;
        delete rest.callbackWaitsForEmptyEventLoop;
        return {
          ...rest,
          seconds: Math.ceil(context.getRemainingTimeInMillis() / 1000),
          requestId: awsRequestId.length,
          arn: invokedFunctionArn.split(':').slice(0, 6).join(':'),
          logStream: /^\\d{4}\\/\\d\\d\\/\\d\\d\\/\\[\\$LATEST\\][0-9a-f]{32}$/.test(logStreamName),
          trace: process.env._X_AMZN_TRACE_ID.slice(0, 7),
        };
      };
    `),
    properties: { FunctionName: 'context' },
    in22: returns({
      functionName: 'context',
      functionVersion: '$LATEST',
      memoryLimitInMB: '128',
      logGroupName: '/aws/lambda/context',
      seconds: 5,
      requestId: 36,
      arn: 'arn:aws:lambda:eu-west-1:123456789012:function',
      logStream: true,
      trace: 'Root=1-',
    }),
  },
  {
    name: 'a streamed response',
    files: esModule(
      `export const handler = awslambda.streamifyResponse(async (event, stream) => { stream.write('{"a":'); stream.write(Buffer.from('1}')); stream.end(); });`,
    ),
    in22: returns({ a: 1 }),
  },
  {
    name: 'a streamed response of objects',
    files: esModule(
      `export const handler = awslambda.streamifyResponse(async (event, stream) => { stream.write({ a: 1 }); stream.end(); });`,
    ),
    in22: returns({ a: 1 }),
  },
  {
    name: 'a streamed response with a status',
    files: esModule(
      `export const handler = awslambda.streamifyResponse(async (event, stream) => { const http = awslambda.HttpResponseStream.from(stream, { statusCode: 201 }); http.write('body'); http.end(); });`,
    ),
    in22: returns(`{"statusCode":201}${'\0'.repeat(8)}body`),
  },
  {
    name: 'a pipeline into a streamed response',
    files: esModule(
      `import { pipeline } from 'node:stream/promises'; import { Readable } from 'node:stream'; export const handler = awslambda.streamifyResponse(async (event, stream) => pipeline(Readable.from(['"pi', 'ped"']), stream));`,
    ),
    in22: returns('piped'),
  },
  {
    name: 'a streaming handler that returns',
    files: esModule(
      `export const handler = awslambda.streamifyResponse(async (event, stream) => { stream.end('x'); return 1; });`,
    ),
    in22: returns('x'),
    logs: ['TIME\tID\tWARN\tStreaming handlers ignore return values.'],
  },
  {
    name: 'log lines',
    files: esModule(`
      export const handler = async () => {
        console.log('a', 1, { b: 2 });
        console.info('%s and %d', 'x', 3);
        console.warn('two\\nlines');
        console.error(new Error('logged').message);
        console.debug('debug');
        console.trace('trace');
        process.stdout.write('plain\\n');
        process.stdout.write('without a line break');
      };
    `),
    in22: returns(null),
    logs: [
      'TIME\tID\tINFO\ta 1 { b: 2 }',
      'TIME\tID\tINFO\tx and 3',
      'TIME\tID\tWARN\ttwo\nlines',
      'TIME\tID\tERROR\tlogged',
      'TIME\tID\tDEBUG\tdebug',
      'TIME\tID\tTRACE\ttrace',
      'plain',
      'without a line break',
    ],
  },
  {
    name: 'JSON log lines from a level on',
    properties: { LoggingConfig: { LogFormat: 'JSON', ApplicationLogLevel: 'INFO' } },
    files: esModule(`
      export const handler = async () => {
        console.log('a', 1, { b: 2 });
        console.info({ deep: { er: 1 } });
        console.warn('two\\nlines');
        const error = Object.assign(new TypeError('logged'), { code: 7 });
        error.stack = 'TypeError: logged\\n    at here';
        console.error('with', error);
        console.error(error);
        console.log({ big: 1n });
        console.debug('not shown');
      };
    `),
    in22: returns(null),
    logs: [
      '{"timestamp":"TIME","level":"INFO","requestId":"ID","message":"a 1 { b: 2 }"}',
      '{"timestamp":"TIME","level":"INFO","requestId":"ID","message":{"deep":{"er":1}}}',
      '{"timestamp":"TIME","level":"WARN","requestId":"ID","message":"two\\nlines"}',
      '{"timestamp":"TIME","level":"ERROR","requestId":"ID","message":"with TypeError: logged\\n    at here {\\n  code: 7\\n}","errorType":"TypeError","errorMessage":"logged","stackTrace":["TypeError: logged","    at here"]}',
      '{"timestamp":"TIME","level":"ERROR","requestId":"ID","message":{"errorType":"TypeError","errorMessage":"logged","stackTrace":["TypeError: logged","    at here"],"code":7}}',
      '{"timestamp":"TIME","level":"INFO","requestId":"ID","message":"{ big: 1n }"}',
    ],
  },
];
