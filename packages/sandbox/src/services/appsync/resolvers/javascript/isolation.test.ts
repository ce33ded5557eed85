import { describe, expect, test } from 'vitest';
import { resolverContext } from '../../../../../testing/resolver-context.js';
import { type Namespace, ResolverError } from '../../util/effects.js';
import { compileResolverCode } from './resolver-code.js';

const UTIL: Namespace = {
  autoId: () => 'generated',
  fails: () => {
    throw new TypeError('from the host');
  },
  nested: { deep: (value) => value },
};

function run(text: string, context = resolverContext()) {
  const code = compileResolverCode({ name: 'Query.attack', text });
  return code.request(context, { util: UTIL, extensions: {}, log: () => undefined });
}
const request = (statements: string) => `export function request(ctx) { ${statements} }`;
const failure = (call: () => unknown): ResolverError => {
  try {
    call();
  } catch (error) {
    if (error instanceof ResolverError) return error;
    throw error;
  }
  throw new Error('The attack did not fail.');
};

/** A name that the check of the code does not see. */
const HIDDEN = "const c = 'construc' + 'tor'; const p = 'proto' + 'type';";

describe('code cannot reach the host', () => {
  test.each<[attack: string, statements: string, message: string]>([
    ['through the context', "ctx[c][c]('return process')()", 'Code generation from strings'],
    ['through the arguments', "ctx.args[c][c]('return process')()", 'Code generation'],
    ['through a header', "ctx.request.headers[c][c]('return process')()", 'Code generation'],
    ['through a function of util', "util.autoId[c]('return process')()", 'Code generation'],
    ['through a result of util', "util.autoId()[c][c]('return process')()", 'Code generation'],
    ['through a nested function', "util.nested.deep[c]('return process')()", 'Code generation'],
    ['through console', "(() => 1)[c]('return process')()", 'Code generation'],
    ['through a namespace of util', "util[c]('return process')()", 'util[c] is not a function'],
    ['through the prototype of util', "util.nested['__pro' + 'to__'].x", 'undefined'],
    ['through a member of a name', "util['nested.deep'](1)", 'is not a function'],
    ['through a member of a function', 'util.autoId.toString.x.y', 'undefined'],
    ['through an inherited name of the host', "util['hasOwn' + 'Property']('x')", 'not a function'],
    ['through the caller', "arguments['cal' + 'lee']", 'may not be accessed on strict mode'],
    ['by the error of a helper', 'util.fails()', 'TypeError: from the host'],
  ])('%s', (_attack, statements, message) => {
    const { message: text, errorType } = failure(() => run(request(`${HIDDEN} ${statements};`)));
    expect(errorType).toBe('Code');
    expect(text).toContain(message);
  });

  test('with a stack that is exhausted while the host works', () => {
    const text = request('const o = { f: (x) => util.nested.deep([x.f(x)]) }; o.f(o);');
    expect(failure(() => run(text)).message).toContain(
      'RangeError: Maximum call stack size exceeded',
    );
  });

  test('with a getter or toJSON that runs while the result is copied', () => {
    const text = request(
      `${HIDDEN} return { get a() { return 1 }, b: { toJSON(k) { return [k][c][c]('return process')() } } };`,
    );
    expect(failure(() => run(text)).message).toContain('Code generation from strings');
  });

  test('and sees no error of the host but its message', () => {
    expect(failure(() => run(request('util.fails();'))).message).toBe(
      'code.js:1:37: TypeError: from the host',
    );
  });
});

describe('code cannot change what other code sees', () => {
  test.each<[attack: string, statements: string]>([
    ['a method of arrays', 'Array[p].map = 1'],
    ['a method of all objects', 'Object[p].polluted = 1'],
    ['an inherited method of objects', '({})[c][p].toString = 1'],
    ['Math', 'Math.random = 1'],
    ['JSON', 'JSON.stringify = 1'],
    ['util', 'util.autoId = 1'],
    ['a function of util', 'util.autoId.x = 1'],
    ['a module', "util.nested['x'] = 1"],
  ])('%s', (_attack, statements) => {
    const { message, errorType } = failure(() => run(request(`${HIDDEN} ${statements};`)));
    expect(errorType).toBe('Code');
    expect(message).toContain('TypeError');
  });

  test('a variable of the module lives for one call', () => {
    const code = compileResolverCode({
      name: 'Query.attack',
      text: 'let calls = 0; export const request = (ctx) => { calls += 1; return calls; };',
    });
    const call = () =>
      code.request(resolverContext(), { util: UTIL, extensions: {}, log: () => undefined }).value;
    expect([call(), call()]).toEqual([1, 1]);
  });

  test('arguments named __proto__ give no prototype to objects of the host', () => {
    const args = JSON.parse('{"__proto__":{"isAdmin":true}}');
    const context = resolverContext({ arguments: args });
    run(request("ctx.stash['__pro' + 'to__'] = { isAdmin: true };"), context);
    expect(Object.getPrototypeOf(context.stash)).toBe(Object.prototype);
    expect(Object.getPrototypeOf(context.arguments)).toBe(Object.prototype);
    expect(context.stash).not.toHaveProperty('isAdmin');
    expect({}).not.toHaveProperty('isAdmin');
  });

  test('input of the code is a copy', () => {
    const context = resolverContext({ prev: { result: { a: 1 } }, identity: { sub: 'me' } });
    run(request('ctx.prev.result.a = 2; ctx.identity.sub = "you";'), context);
    expect(context.prev.result).toEqual({ a: 1 });
    expect(context.identity).toEqual({ sub: 'me' });
  });
});

describe('code that does not end', () => {
  test.each([
    ['a loop over a list that it extends', 'const a = [1]; for (const x of a) a.push(x);'],
    [
      'a loop without a block in a loop',
      'const a = [1]; for (const x of a) for (const y of [1]) a.push(y);',
    ],
  ])('%s stops at the limit of iterations', (_what, statements) => {
    expect(failure(() => run(request(statements))).message).toContain(
      'RangeError: The loops ran more than 1000000 iterations.',
    );
  });

  test('work without loops stops at the time limit', () => {
    const text = request(
      "'a'.concat('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!').replace('(a+)+$', '');",
    );
    expect(failure(() => run(text))).toMatchObject({
      message: 'code.js: The code ran longer than 1 second.',
      errorType: 'Code',
    });
    expect(run(request('return 1;')).value).toBe(1);
  });

  test('a result that is too deep is an error', () => {
    const text = request(
      'let a = []; const all = Object.keys(Array(1500).fill(1)); for (const x of all) a = [a]; return a;',
    );
    expect(failure(() => run(text)).message).toBe('code.js: The result is nested too deeply.');
  });
});
