import {
  commonJs,
  crashes,
  esModule,
  fails,
  type NodeFunction,
  returns,
  throwsValue,
} from './node-function.js';

const unreadable =
  'callback called with Error argument, but there was a problem while retrieving one or more of its message, name, and stack';
const notFound = (name: string) =>
  fails('Runtime.ImportModuleError', `Error: Cannot find module '${name}'`);

/** Functions that fail, in their handler or during loading. */
export const failingFunctions: readonly NodeFunction[] = [
  {
    name: 'a thrown error',
    files: esModule(`export const handler = async () => { throw new Error('boom'); };`),
    in22: fails('Error', 'boom'),
  },
  {
    name: 'a thrown error of a class',
    files: esModule(
      `class NotAllowed extends Error { name = 'NotAllowed' } export const handler = async () => { throw new NotAllowed('go away'); };`,
    ),
    in22: fails('NotAllowed', 'go away'),
  },
  {
    name: 'a sync handler that throws',
    files: commonJs(`exports.handler = () => { throw new RangeError('sync'); };`),
    in22: fails('RangeError', 'sync'),
  },
  {
    name: 'a thrown text',
    files: esModule(`export const handler = async () => { throw 'text'; };`),
    in22: throwsValue('string', 'text'),
  },
  {
    name: 'a thrown number',
    files: esModule(`export const handler = async () => { throw 7; };`),
    in22: throwsValue('number', '7'),
  },
  {
    name: 'a thrown object',
    files: esModule(`export const handler = async () => { throw { message: 'object' }; };`),
    in22: throwsValue('object', '[object Object]'),
  },
  {
    name: 'thrown nothing',
    files: esModule(`export const handler = async () => { throw undefined; };`),
    in22: throwsValue('string', 'handled'),
    in24: throwsValue('undefined', 'undefined'),
  },
  {
    name: 'thrown null',
    files: esModule(`export const handler = async () => { throw null; };`),
    in22: throwsValue('string', 'handled'),
    in24: throwsValue('object', 'null'),
  },
  {
    name: 'an error of another realm',
    files: commonJs(
      `exports.handler = async () => { throw require('node:vm').runInNewContext("new Error('realm')"); };`,
    ),
    in22: fails('Error', 'realm'),
    in24: throwsValue('object', 'Error: realm'),
  },
  {
    name: 'an error that cannot be read',
    files: commonJs(
      `exports.handler = async () => { throw Object.defineProperty(new Error(), 'message', { get() { throw 1; } }); };`,
    ),
    in22: throwsValue('handled', unreadable),
  },
  {
    name: 'a circular return value',
    files: esModule(`export const handler = async () => { const a = {}; a.a = a; return a; };`),
    in22: fails('Error', 'Unable to stringify response body'),
    in24: fails('Runtime.JSONStringifyError', 'Unable to stringify response body'),
  },
  {
    name: 'a function returned',
    files: esModule(`export const handler = async () => () => {};`),
    in22: fails('TypeError', 'Wrong arguments'),
  },
  {
    name: 'a response of 7 MB',
    files: esModule(`export const handler = async () => 'x'.repeat(7 * 1024 * 1024);`),
    in22: throwsValue(
      'Function.ResponseSizeTooLarge',
      'Response payload size exceeded maximum allowed payload size (6291556 bytes).',
    ),
  },
  {
    name: 'an unhandled rejection',
    files: esModule(
      `export const handler = async () => { Promise.reject(new Error('nobody')); await new Promise((resolve) => setTimeout(resolve, 1000)); };`,
    ),
    in22: fails('Runtime.UnhandledPromiseRejection', 'Error: nobody'),
    in24: crashes('Runtime exited with error: exit status 1'),
  },
  {
    name: 'an uncaught error',
    files: esModule(
      `export const handler = async () => { setTimeout(() => { throw new Error('uncaught'); }, 5); await new Promise((resolve) => setTimeout(resolve, 1000)); };`,
    ),
    in22: fails('Error', 'uncaught'),
    in24: crashes('Runtime exited with error: exit status 1'),
  },
  {
    name: 'process.exit',
    files: esModule(`export const handler = async () => process.exit(3);`),
    in22: crashes('Runtime exited with error: exit status 3'),
  },
  {
    name: 'process.exit with 0',
    files: esModule(`export const handler = async () => process.exit(0);`),
    in22: crashes('Runtime exited without providing a reason'),
  },
  {
    name: 'a process that kills itself',
    files: esModule(
      `export const handler = async () => { process.kill(process.pid, 'SIGKILL'); await new Promise((resolve) => setTimeout(resolve, 1000)); };`,
    ),
    in22: crashes('Runtime exited with error: signal: killed'),
  },
  {
    name: 'a streamed response that fails',
    files: esModule(
      `export const handler = awslambda.streamifyResponse(async (event, stream) => { stream.write('some'); throw new Error('midway'); });`,
    ),
    in22: fails('Error', 'midway'),
  },
  {
    name: 'a streaming handler that is not async',
    files: esModule(
      `export const handler = awslambda.streamifyResponse((event, stream) => { stream.end('x'); });`,
    ),
    in22: returns('x'),
  },
  {
    name: 'a missing handler',
    files: esModule(`export const other = 1;`),
    in22: fails('Runtime.HandlerNotFound', 'index.handler is undefined or not exported'),
  },
  {
    name: 'a handler that is not a function',
    files: esModule(`export const handler = 'text';`),
    in22: fails('Runtime.HandlerNotFound', 'index.handler is not a function'),
  },
  {
    name: 'a missing module',
    files: esModule(`export const handler = 1;`),
    handler: 'absent.handler',
    in22: notFound('absent'),
  },
  {
    name: 'a missing dependency of CommonJS',
    files: commonJs(`require('not-installed');`),
    in22: notFound('not-installed'),
  },
  {
    name: 'a missing dependency of a module',
    files: esModule(`import 'not-installed';`),
    in22: fails(
      'Error',
      "Cannot find package 'not-installed' imported from FOLDER/index.mjs",
      "Error [ERR_MODULE_NOT_FOUND]: Cannot find package 'not-installed' imported from FOLDER/index.mjs",
    ),
  },
  {
    name: 'a syntax error in CommonJS',
    files: commonJs(`exports.handler = async () => {;`),
    in22: fails('Runtime.UserCodeSyntaxError', 'SyntaxError: Unexpected end of input'),
    in24: fails(
      'Runtime.UserCodeSyntaxError',
      'SyntaxError: Unexpected end of input',
      'FOLDER/index.js:1',
    ),
  },
  {
    name: 'a syntax error in a module',
    files: esModule(`export const handler = async () => {;`),
    in22: fails('Runtime.UserCodeSyntaxError', 'SyntaxError: Unexpected end of input'),
    in24: fails(
      'Runtime.UserCodeSyntaxError',
      'SyntaxError: Unexpected end of input',
      'SyntaxError: Unexpected end of input',
    ),
  },
  {
    name: 'a handler name without a dot',
    files: esModule(`export const handler = 1;`),
    handler: 'index',
    in22: fails('Runtime.MalformedHandlerName', 'Bad handler'),
  },
  {
    name: 'a handler name outside of the code',
    files: esModule(`export const handler = 1;`),
    handler: '../index.handler',
    in22: fails(
      'Runtime.MalformedHandlerName',
      "'../index.handler' is not a valid handler name. Use absolute paths when specifying root directories in handler names.",
    ),
  },
  {
    name: 'an error while loading',
    files: esModule(`throw new RangeError('loading');`),
    in22: fails('RangeError', 'loading'),
  },
  {
    name: 'a text thrown while loading',
    files: esModule(`throw 'text';`),
    in22: throwsValue('string', 'text'),
  },
  {
    name: 'process.exit while loading',
    files: esModule(`process.exit(4);`),
    in22: crashes('Runtime exited with error: exit status 4'),
  },
];
