import { describe, expect, test } from 'vitest';
import { ResolverCodeError } from './code-error.js';
import { compileResolverCode } from './resolver-code.js';

const compile = (text: string) => compileResolverCode({ name: 'Query.test', text });

/** The errors of code, as `line:column: message`. */
function errorsOf(text: string): string[] {
  try {
    compile(text);
    return [];
  } catch (error) {
    if (!(error instanceof ResolverCodeError)) throw error;
    return error.codeErrors.map(
      ({ value, location: { line, column } }) => `${line}:${column}: ${value}`,
    );
  }
}
/** Code whose line 2 is the statement, at column 1. */
const withStatement = (statement: string) =>
  `export function response(ctx) { return ctx.result } export function request(ctx) {\n${statement}\nreturn {} }`;

describe('a statement that APPSYNC_JS does not support', () => {
  test.each<[statement: string, column: number, message: string]>([
    ['async function f() { await ctx; }', 22, 'Asynchronous code is not supported'],
    ['const f = async () => {};', 11, 'Asynchronous code is not supported'],
    ['async () => { for await (const x of []) {} }', 15, 'Asynchronous code is not supported'],
    ['function* g() {}', 1, 'Generators are not supported'],
    ['class A {}', 1, 'Classes are not supported'],
    ['const A = class {};', 11, 'Classes are not supported'],
    ['const x = this;', 11, '`this` is not supported'],
    ['for (let i = 0; i < 1; i += 1) {}', 1, '`for (;;)` is not supported. Use `for...of`'],
    ['while (ctx.args.x) {}', 1, '`while` is not supported'],
    ['do {} while (ctx.args.x);', 1, '`do...while` is not supported'],
    ['for (const x of []) { continue; }', 23, '`continue` is not supported'],
    ['outer: for (const x of []) {}', 1, 'Labels are not supported'],
    ['try {} catch {}', 1, '`try`, `catch` and `finally` are not supported'],
    ["throw 'x';", 1, '`throw` is not supported. Use util.error()'],
    ['let i = 0; i++;', 12, 'The operator ++ is not supported. Use += 1.'],
    ['let i = 0; --i;', 12, 'The operator -- is not supported. Use -= 1.'],
    ['const x = ~1;', 11, 'The operator ~ is not supported'],
    ["const x = 'a' in ctx.args;", 11, 'The operator in is not supported. Use Object.hasOwn().'],
    ['const x = ctx instanceof Object;', 11, 'The operator instanceof is not supported'],
    ['const x = /a/;', 11, 'Regular expressions are not supported. Use util.matches().'],
    ['const x = 1n;', 11, 'Big integers are not supported'],
    ['const x = new Object();', 11, '`new` is not supported'],
    ["import('x');", 1, '`import()` is not supported'],
    ['const x = import.meta;', 11, '`import.meta` and `new.target` are not supported'],
    ["'x'.sort(1);", 5, 'sort() does not support arguments'],
    ['Object.create(null);', 1, 'Object.create() is not supported'],
    ['Array.from([]);', 1, 'Array.from() is not supported'],
    ["Object['freeze']({});", 1, 'Object.freeze() is not supported'],
    ['ctx.args.constructor;', 10, 'The property constructor is not supported'],
    ["ctx.args['__proto__'];", 10, 'The property __proto__ is not supported'],
    ['Math.max.apply(null, []);', 10, 'apply() is not supported'],
    ['Math = 1;', 1, 'Math is read-only'],
    ['undeclared = 1;', 1, 'undeclared is not defined in APPSYNC_JS'],
    [
      'const x = nextToken;',
      11,
      'nextToken is not defined in APPSYNC_JS. Declare it, or import it.',
    ],
    ['console.warn(1);', 1, 'Only calls of console.log() and console.error() are supported'],
    ['const log = console.log;', 13, 'Only calls of console.log() and console.error()'],
    ['ctx = {};', 1, 'ctx is read-only'],
    ['ctx.stash = {};', 1, 'ctx.stash is read-only. Change members of ctx.stash instead.'],
    ["ctx['args'] = {};", 1, 'ctx.args is read-only'],
    ['delete ctx.args;', 8, 'ctx.args is read-only'],
    ['for (ctx.args of []) {}', 6, 'ctx.args is read-only'],
    ['const f = () => 1; const g = f;', 26, 'Assigning a function to another name'],
    ['const f = () => 1; let g; g = f;', 27, 'Assigning a function to another name'],
    ['const f = () => 1; return f;', 20, 'Returning a function is not supported'],
    ['return function () {};', 1, 'Returning a function is not supported'],
    ['const f = () => () => 1;', 11, 'Returning a function is not supported'],
    ['const f = (x) => x; f(() => 1);', 21, 'Passing a function as an argument'],
    ['const f = () => 1; JSON.stringify({}, f);', 20, 'Passing a function as an argument'],
    ["'x'.replace('x', () => 'y');", 1, 'Passing a function as an argument'],
    ['const f = (n) => (n > 0 ? f(n - 1) : 0);', 27, 'Recursion is not supported, and f()'],
    ['const a = () => b(); const b = () => a();', 17, 'Recursion is not supported, and b()'],
    ['function a() { [1].forEach(() => a()); }', 34, 'Recursion is not supported, and a()'],
  ])('%s', (statement, column, message) => {
    const errors = errorsOf(withStatement(statement));
    expect(errors).toContainEqual(expect.stringContaining(`2:${column}: ${message}`));
  });

  test.each([
    ...['process', 'require', 'fetch', 'globalThis', 'setTimeout', 'Promise', 'Function', 'eval'],
    ...['Reflect', 'Proxy', 'WebAssembly', 'SharedArrayBuffer', 'Symbol', 'Map', 'Date', 'Error'],
    ...['module', 'exports', 'global', 'Buffer', 'arguments', '$tick', '$modules'],
  ])('the global %s', (name) => {
    expect(errorsOf(`${name}; export const request = () => ({});`)[0]).toContain(
      `1:1: ${name} is not defined in APPSYNC_JS.`,
    );
  });
});

describe('code that APPSYNC_JS supports', () => {
  test.each([
    'const { a, ...rest } = ctx.args; ctx.stash.a = a ?? rest.b?.c;',
    'for (const key in ctx.args) { if (key === "x") break; }',
    'for (const x of [1, 2]) ctx.stash.x = x;',
    'const f = (x) => x + 1; ctx.stash.y = [1].map(f).filter((x) => x > 1).reduce((a, b) => a + b, 0);',
    'function twice(x) { return 2 * x; } ctx.stash.z = twice(twice(1));',
    'switch (ctx.args.x) { case 1: break; default: ctx.args.y = `a${ctx.args.x}`; }',
    'let i = 0; i += 1; i = -i; delete ctx.stash.x; void 0; typeof i;',
    'ctx.stash.keys = Object.keys(ctx.args); ctx.stash.ok = Object.hasOwn(ctx.args, "x");',
    'ctx.stash.n = parseInt("1", 10) + Number("2") + Math.floor(Math.random());',
    'ctx.stash.sorted = [2, 1].sort(); console.log("x", ctx); console.error(1);',
    'util.error("x"); extensions.setSubscriptionFilter({}); runtime.earlyReturn();',
    'const ctx2 = ctx.args; ctx2.x = 1; const context = { stash: 1 }; context.stash = 2;',
  ])('%s', (statement) => {
    expect(errorsOf(withStatement(statement))).toEqual([]);
  });

  test('in a helper, whose parameters are no contexts', () => {
    expect(
      errorsOf('function f(ctx) { ctx = 1; } export const request = (c) => ({ x: f(c) });'),
    ).toEqual([]);
  });
});

describe('a module', () => {
  const REQUEST = 'export const request = (ctx) => ({});';

  test.each<[what: string, text: string, message: string]>([
    [
      'of npm',
      `import x from 'lodash'; ${REQUEST}`,
      'The module lodash does not exist in APPSYNC_JS',
    ],
    ['of Node.js', `import 'node:fs'; ${REQUEST}`, 'The module node:fs does not exist'],
    [
      'with an unknown name',
      `import { nope } from '@aws-appsync/utils/dynamodb'; ${REQUEST}`,
      '@aws-appsync/utils/dynamodb does not export nope. It exports get, put',
    ],
    [
      'by its default export',
      `import utils from '@aws-appsync/utils'; ${REQUEST}`,
      '@aws-appsync/utils does not export default',
    ],
    ['exported by default', 'export default function request(ctx) {}', '`export default` is not'],
    ['exported again', `export * from '@aws-appsync/utils'; ${REQUEST}`, '`export *` is not'],
    [
      'exported again by name',
      `export { util } from '@aws-appsync/utils'; ${REQUEST}`,
      '`export from` is not',
    ],
    ['without a handler', 'export const other = 1;', 'Export the functions request(ctx) and'],
    ['that is empty', '', 'Export the functions request(ctx) and response(ctx).'],
    [
      'in TypeScript',
      'export function request(ctx: Context) {}',
      'AppSync takes JavaScript; compile TypeScript first',
    ],
    ['that does not parse', 'export function request( {', 'Unexpected token'],
    ['as a script', '#!/usr/bin/env node', 'Unexpected character'],
    [
      'of 32,769 characters',
      `${REQUEST}//${'x'.repeat(32_769 - REQUEST.length - 2)}`,
      'The code has 32769 characters. AppSync allows 32768',
    ],
  ])('%s is rejected', (_what, text, message) => {
    expect(errorsOf(text)).toContainEqual(expect.stringContaining(message));
  });

  test.each([
    ['functions', 'export function request(ctx) {} export function response(ctx) {}', true, true],
    ['constants', 'export const request = (ctx) => 1, response = (ctx) => 2;', true, true],
    [
      'a list',
      'var a = (ctx) => 1; var b = (ctx) => 2; export { a as request, b as response };',
      true,
      true,
    ],
    ['only request', REQUEST, true, false],
    ['only response', 'export const response = (ctx) => ctx.result;', false, true],
  ])('exports its handlers as %s', (_what, text, request, response) => {
    expect(compile(text).has).toEqual({ request, response });
  });

  test('names all errors with the resolver and their places', () => {
    const text = 'export function request(ctx) {\n  while (true) {}\n  throw 1;\n}';
    expect(() => compileResolverCode({ name: 'Query.test', text, path: '/app/get.js' })).toThrow(
      /^AppSync does not accept the code of Query\.test\.\nget\.js:2:3: `while`.*\nget\.js:3:3: `throw`/,
    );
  });
});
