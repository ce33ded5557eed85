/**
 * The code that prepares the context of resolvers, as text because it runs inside of the context.
 * Its value is a function of `bridge`, the only function of the host. `bridge` takes and returns
 * text, and stays inside of this closure: code in the context reaches no object of the host.
 */
export const REALM_SETUP = `
(function (bridge) {
  'use strict';
  const { parse, stringify } = JSON;
  const { freeze, create, defineProperty, getOwnPropertyDescriptor, getPrototypeOf } = Object;
  const { ownKeys } = Reflect;
  const world = globalThis;
  const { Proxy, TypeError, RangeError, RegExp, Set } = world;
  const MAXIMUM_ITERATIONS = 1000000;

  const KEPT_GLOBALS = [
    'Object', 'Array', 'String', 'Number', 'Boolean', 'Math', 'JSON', 'undefined', 'NaN', 'Infinity',
    'parseInt', 'parseFloat', 'isNaN', 'isFinite', 'encodeURI', 'encodeURIComponent', 'decodeURI',
    'decodeURIComponent',
  ];
  // AppSync's linter names these as not implemented.
  const DENIED = [
    [Array, ['from', 'of', 'fromAsync']],
    [Array.prototype, ['copyWithin', 'entries', 'keys', 'values']],
    [String, ['fromCharCode', 'fromCodePoint']],
    [String.prototype, ['charCodeAt', 'localeCompare', 'matchAll', 'padEnd', 'padStart', 'repeat',
      'search', 'toLocaleLowerCase', 'toLocaleUpperCase']],
    [Object, ['create', 'defineProperties', 'defineProperty', 'freeze', 'getOwnPropertyDescriptor',
      'getOwnPropertyDescriptors', 'getOwnPropertyNames', 'getOwnPropertySymbols', 'getPrototypeOf',
      'is', 'isExtensible', 'isFrozen', 'isSealed', 'preventExtensions', 'seal', 'setPrototypeOf']],
    [Object.prototype, ['__proto__', '__defineGetter__', '__defineSetter__', '__lookupGetter__',
      '__lookupSetter__']],
  ];

  // Thrown to end the code. What ended it is known to the host.
  const ENDED = freeze(create(null));

  let iterations = 0;
  function tick() {
    iterations += 1;
    if (iterations > MAXIMUM_ITERATIONS) {
      throw new RangeError('The loops ran more than ' + MAXIMUM_ITERATIONS + ' iterations.');
    }
  }

  // An error of the host never enters the context, not even when its stack is exhausted.
  function ask(operation, root, path, text, absent) {
    try {
      return bridge(operation, root, path, text, absent);
    } catch {
      throw new RangeError('Maximum call stack size exceeded');
    }
  }

  function call(root, path, args) {
    const absent = [];
    for (let index = 0; index < args.length; index += 1) {
      if (args[index] === undefined) absent[absent.length] = index;
    }
    const answer = ask('call', root, path, stringify(args), stringify(absent));
    if (answer === undefined) return undefined;
    switch (answer[0]) {
      case 'v': return parse(answer.slice(1));
      case 'x': throw new TypeError(answer.slice(1));
      default: throw ENDED;
    }
  }

  function namespace(root, path) {
    const members = create(null);
    return new Proxy(freeze(create(null)), {
      get(_target, name) {
        if (typeof name !== 'string' || name.includes('.')) return undefined;
        if (name in members) return members[name];
        const member = path === '' ? name : path + '.' + name;
        switch (ask('kind', root, member)) {
          case 'function':
            return (members[name] = freeze((...args) => call(root, member, args)));
          case 'namespace':
            return (members[name] = namespace(root, member));
          default:
            return undefined;
        }
      },
    });
  }

  function shown(value) {
    try {
      return stringify(value) ?? 'undefined';
    } catch {
      return '[not JSON]';
    }
  }
  const logger = (level) => freeze((place) => freeze((...args) => {
    ask('log', level, place + ': ' + args.map(shown).join(' '));
  }));
  const consoleObject = freeze({ __proto__: null, log: logger('info'), error: logger('error') });

  function harden(root) {
    const pending = [root];
    const seen = new Set();
    while (pending.length > 0) {
      const value = pending.pop();
      if ((typeof value !== 'object' && typeof value !== 'function') || value === null) continue;
      if (seen.has(value)) continue;
      seen.add(value);
      freeze(value);
      pending.push(getPrototypeOf(value));
      for (const key of ownKeys(value)) {
        const { value: member, get, set } = getOwnPropertyDescriptor(value, key);
        pending.push(member, get, set);
      }
    }
  }

  // A frozen property stops assignments to the same name in objects that inherit it. Accessors let
  // a plain object have members such as "constructor" or "toString".
  function allowOverrides(prototype) {
    for (const key of ownKeys(prototype)) {
      const { value, configurable, enumerable } = getOwnPropertyDescriptor(prototype, key);
      if (value === undefined || !configurable) continue;
      defineProperty(prototype, key, {
        enumerable,
        configurable,
        get() { return value; },
        set(own) {
          if (this === prototype) throw new TypeError('Built-in objects are read-only.');
          defineProperty(this, key, { value: own, writable: true, enumerable: true, configurable: true });
        },
      });
    }
  }

  function restrictBuiltIns() {
    const nativeReplace = String.prototype.replace;
    const apply = Reflect.apply;
    // AppSync takes the pattern as a regular expression of Java.
    const replaceWith = (flags) => ({
      replace(pattern, replacement) {
        let expression;
        try {
          expression = new RegExp(pattern + '', flags);
        } catch {
          throw new TypeError('The pattern ' + stringify(pattern) + ' is not a regular expression.');
        }
        return apply(nativeReplace, this, [expression, replacement + '']);
      },
    }).replace;
    String.prototype.replace = replaceWith('su');
    String.prototype.replaceAll = replaceWith('gsu');
    const nativeSort = Array.prototype.sort;
    Array.prototype.sort = ({
      sort(...args) {
        if (args.length > 0) throw new TypeError('sort() does not support arguments.');
        return apply(nativeSort, this, []);
      },
    }).sort;
    // Text that is not JSON gives an empty text instead of an error.
    JSON.parse = ({
      parse(text) {
        try {
          return parse(text);
        } catch {
          return '';
        }
      },
    }).parse;
    for (const [owner, names] of DENIED) {
      for (const name of names) delete owner[name];
    }
    for (const name of ownKeys(world)) {
      if (!KEPT_GLOBALS.includes(name)) delete world[name];
    }
  }

  const REACHABLE = [Object, Function, Array, String, Number, Boolean, Math, JSON, RegExp, Symbol,
    Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError, Promise, Proxy,
    [][Symbol.iterator](), ''[Symbol.iterator](), function* () {}, async function () {},
    async function* () {}, tick, parseInt, parseFloat, isNaN, isFinite, encodeURI,
    encodeURIComponent, decodeURI, decodeURIComponent];
  restrictBuiltIns();
  allowOverrides(Object.prototype);
  harden(REACHABLE);

  // The host can format stacks with its own function, whose errors must not end up in the code.
  function textOf(error, member) {
    try {
      return error[member] + '';
    } catch {
      return '';
    }
  }
  function described(error) {
    const [name, message, stack] = ['name', 'message', 'stack'].map((member) => textOf(error, member));
    return { kind: 'thrown', name, message, stack };
  }

  let next;
  function prepare(instantiate, roots, handler, input) {
    next = { instantiate, roots: parse(roots), handler, input };
  }

  function run() {
    const { instantiate, roots, handler, input } = next;
    const { arguments: args, stash, ...rest } = parse(input);
    iterations = 0;
    const modules = create(null);
    for (const root of roots) modules[root] = namespace(root, '');
    const [util, extensions, runtime] = ['util', 'extensions', 'runtime'].map((root) => namespace(root, ''));
    modules['@aws-appsync/utils'] = freeze({ __proto__: null, util, extensions, runtime });
    const context = freeze({ ...rest, arguments: args, args, stash });
    try {
      const handlers = instantiate(freeze(modules), tick, util, extensions, runtime, consoleObject);
      const value = handlers[handler](context);
      return stringify({ kind: 'value', value, args, stash });
    } catch (error) {
      return stringify(error === ENDED ? { kind: 'ended', args, stash } : described(error));
    }
  }

  return freeze({ __proto__: null, prepare, run });
})
`;
