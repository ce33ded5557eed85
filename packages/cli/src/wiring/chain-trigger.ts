import { posix } from 'node:path';
import type * as t from '@babel/types';
import { kebabCase } from '../recipes/names.js';
import { type AppFiles, readModule, resolveImport, specifierOf } from './app-files.js';
import { appendItems, changedText } from './append-items.js';
import { AMPLIFY, type Link } from './connection.js';
import { addImport, type Import, isSameModule, removeImport } from './edits.js';
import { AUTH, CORE } from './own-files.js';
import { isPlain } from './plain-options.js';
import { findProperty, resolveValue } from './resolve-value.js';
import {
  type Constant,
  callsOf,
  constantsOf,
  importsOf,
  nameOf,
  nodesIn,
  objectOf,
  rangeOf,
  resolved,
  type SourceModule,
  statementAt,
  textOf,
  topLevelNames,
  WiringError,
  withoutTypes,
} from './source-module.js';
import { inStyleOf, statementInStyleOf } from './style.js';

/**
 * Adds a recipe to the function that a trigger has already, with `chain`.
 *
 * @param app The file that calls `defineAuth`. It changes if the trigger was another recipe's
 *   `defineX`, which becomes a function with a handler of its own.
 * @returns The name of the function in that file, or `undefined` if the recipe is in the chain
 *   already.
 * @throws {WiringError} When the function is written in a way that cannot be changed safely.
 */
export async function chainTrigger(
  files: AppFiles,
  app: SourceModule,
  property: t.ObjectProperty,
  link: Link,
): Promise<string | undefined> {
  const value = withoutTypes(property.value);
  const { module, node } = await resolveValue(files, app, value);
  if (node.type !== 'CallExpression') throw unknownFunction(link);
  if (isAmplifyFunction(module, node)) {
    if (!(await chainInHandler(files, module, node, link))) return undefined;
    return value.type === 'Identifier' ? value.name : nameInPlace(app, property, link);
  }
  if (module !== app) throw unknownFunction(link);
  const constant = constantsOf(app).find(({ init }) => init === node);
  return replaceRecipe(files, app, { call: node, constant, property }, link);
}

/** Gives a function that is defined among the triggers a name, if the recipe needs one. */
function nameInPlace(app: SourceModule, { value, start }: t.ObjectProperty, link: Link): string {
  if (link.functionName === undefined) return link.trigger;
  const name = freeName(app, link.trigger);
  const place = statementAt(app, start ?? 0);
  app.edit.appendLeft(
    place,
    `${statementInStyleOf(app, `const ${name} = ${textOf(app, value)};`)}\n\n`,
  );
  app.edit.overwrite(...rangeOf(value), name);
  return name;
}

const unknownFunction = ({ trigger }: Link) =>
  new WiringError(
    `${AUTH} has a function for ${trigger}, and this command does not see where it is defined. Add the recipe to its handler with chain().`,
  );

const isAmplifyFunction = (module: SourceModule, call: t.CallExpression) =>
  callsOf(module, 'defineFunction', AMPLIFY).includes(call);

/** Adds the recipe to the handler of a function. Returns false if it is there already. */
async function chainInHandler(
  files: AppFiles,
  module: SourceModule,
  call: t.CallExpression,
  link: Link,
): Promise<boolean> {
  const path = await resolveImport(files, module.path, await entryOf(files, module, call));
  if (path === undefined) throw unknownFunction(link);
  const handler = await readModule(files, path);
  const imports = link.imports.map((each) => ({ ...each, from: fromPlaceOf(path, each.from) }));
  const recipe = imports.find(({ from }) => from.endsWith('/recipe.js'));
  if (importsOf(handler).some(({ from }) => recipe && isSameModule(from, recipe.from)))
    return false;
  const found = constantsOf(handler).find(({ name }) => name === 'handler');
  if (!found) throw new WiringError(`${path} does not export a const handler.`);
  appendToChain(handler, found, link);
  for (const each of imports) addImport(handler, each);
  await files.write(path, changedText(handler));
  return true;
}

/** The links are written for a handler in `amplify/auth/<trigger>/`. */
function fromPlaceOf(handler: string, from: string): string {
  if (!from.startsWith('.')) return from;
  return specifierOf(handler, posix.join('amplify/auth/trigger', from));
}

/** The entry of a function. Amplify's default is the handler beside its definition. */
async function entryOf(
  files: AppFiles,
  module: SourceModule,
  { arguments: [argument] }: t.CallExpression,
): Promise<string> {
  if (!argument) return './handler.ts';
  const options = objectOf(module, argument);
  const entry = options && (await findProperty(files, module, options, 'entry'));
  if (options && !entry) return './handler.ts';
  const text = entry && resolved(module, entry.value);
  if (text?.type !== 'StringLiteral') {
    throw new WiringError(
      `The entry of the function in ${module.path} is not written as a string.`,
    );
  }
  return text.value.startsWith('.') ? text.value : `./${text.value}`;
}

function appendToChain(handler: SourceModule, constant: Constant, link: Link): void {
  const { init } = constant;
  const type = typeOf(handler, constant);
  if (init.type === 'CallExpression') {
    if (callsOf(handler, 'chain', CORE).includes(init)) {
      appendItems(handler, init, [link.call]);
      return;
    }
  } else if (!type || !isAsyncHandler(withoutTypes(init))) {
    throw new WiringError(
      `The handler in ${handler.path} is not an async function with the type of a trigger, such as PreSignUpTriggerHandler. Add the recipe to it with chain().`,
    );
  }
  const [start, end] = rangeOf(init);
  const open = init.extra?.parenStart;
  const isParenthesized = typeof open === 'number';
  const close = isParenthesized ? handler.text.indexOf(')', end) + 1 : end;
  // Without the type, it is that of the first function, which often has fewer parameters.
  const parameter = type && init.type !== 'CallExpression' ? `<${type}>` : '';
  handler.edit.appendRight(isParenthesized ? open : start, `chain${parameter}(`);
  handler.edit.appendLeft(close, `, ${inStyleOf(handler, link.call)})`);
  addImport(handler, { local: 'chain', imported: 'chain', from: CORE });
}

/** The type of a handler, if it is that of a trigger: `PreSignUpTriggerHandler`. */
function typeOf({ text }: SourceModule, { init, type = '' }: Constant): string | undefined {
  const satisfied = init.type === 'TSSatisfiesExpression' ? init.typeAnnotation : undefined;
  const name = satisfied ? text.slice(...rangeOf(satisfied)) : type;
  return /TriggerHandler$/.test(name) ? name : undefined;
}

/** Handlers in a chain return a promise of the event, and get no callback. */
function isAsyncHandler(node: t.Node): boolean {
  if (node.type !== 'ArrowFunctionExpression' && node.type !== 'FunctionExpression') return false;
  const returns =
    node.body.type !== 'BlockStatement' ||
    nodesIn(node.body).some((each) => each.type === 'ReturnStatement' && each.argument != null);
  return node.async && node.params.length <= 2 && returns;
}

type RecipeCall = {
  readonly call: t.CallExpression;
  readonly constant: Constant | undefined;
  readonly property: t.ObjectProperty;
};

/** Replaces the `defineX` of a recipe by a function whose handler chains both recipes. */
async function replaceRecipe(
  files: AppFiles,
  app: SourceModule,
  { call, constant, property }: RecipeCall,
  link: Link,
): Promise<string> {
  const first = factoryCallOf(app, call, link);
  const name = kebabCase(link.trigger);
  const folder = `amplify/auth/${name}`;
  for (const file of ['handler.ts', 'resource.ts']) {
    if ((await files.read(`${folder}/${file}`)) !== undefined) {
      throw new WiringError(
        `${folder}/${file} exists already. Add both recipes to it with chain().`,
      );
    }
  }
  await files.write(`${folder}/handler.ts`, handlerText([first, link]));
  await files.write(`${folder}/resource.ts`, resourceText(link.trigger, name));
  const from = specifierOf(AUTH, `${folder}/resource.ts`);
  const local = constant?.name ?? freeName(app, link.trigger);
  if (call.callee.type === 'Identifier') removeImport(app, call.callee.name);
  addImport(app, { local, imported: link.trigger, from }, constant?.name);
  if (constant) replaceConstant(app, constant);
  else {
    const entry = local === link.trigger ? local : `${link.trigger}: ${local}`;
    app.edit.overwrite(...rangeOf(property), entry);
  }
  return local;
}

/** The name is imported now. If other files import it from here, it is exported again. */
function replaceConstant(app: SourceModule, { name, isExported, statement }: Constant): void {
  const [start, end] = rangeOf(statement);
  if (isExported) {
    app.edit.overwrite(start, end, statementInStyleOf(app, `export { ${name} };`));
    return;
  }
  const gap = /^\s*/.exec(app.text.slice(end))?.[0].length ?? 0;
  app.edit.remove(start, end + gap);
}

function freeName(app: SourceModule, trigger: string): string {
  const used = topLevelNames(app);
  const free = [trigger, `${trigger}Function`].find((name) => !used.has(name));
  if (free) return free;
  throw new WiringError(`${AUTH} uses the name ${trigger} already.`);
}

/** The call of the factory that does the same as the `defineX` of a recipe. */
function factoryCallOf(app: SourceModule, call: t.CallExpression, link: Link): Factory {
  const { callee, arguments: passed } = call;
  const imported =
    callee.type === 'Identifier'
      ? importsOf(app).find(({ local }) => local === callee.name)
      : undefined;
  const from = imported && factoryModule(imported.from);
  if (!imported?.imported.startsWith('define') || !from) throw unknownFunction(link);
  const [options, ...props] = passed;
  const isMovable = passed.every(isPlain);
  // The list of disposable domains is an argument of its own, which only the ready handler passes.
  const isReady = options?.type === 'ObjectExpression' && hasProperty(options, 'disposable');
  if (!isMovable || isReady || props.length > 0) {
    throw new WiringError(
      `${AUTH} has ${imported.imported} for ${link.trigger}, with options that cannot be moved to a handler. Write a handler with chain(), as the section "Compose" of its README shows.`,
    );
  }
  const name = imported.imported.slice('define'.length);
  const factory = name.charAt(0).toLowerCase() + name.slice(1);
  return {
    call: `${factory}(${options ? textOf(app, options) : ''})`,
    imports: [{ local: factory, imported: factory, from }],
  };
}

type Factory = Pick<Link, 'call' | 'imports'>;

/** The module of a recipe's factory, from that of its `defineX`, for a handler one folder deeper. */
function factoryModule(from: string): string | undefined {
  if (/^@amplify-recipes\/[\w-]+\/resources$/.test(from)) return from.replace(/\/resources$/, '');
  if (!/^\.{1,2}\/.*\/resource(?:\.js)?$/.test(from)) return undefined;
  return posix.join('..', from).replace(/\/resource(?:\.js)?$/, '/recipe.js');
}

const hasProperty = (object: t.ObjectExpression, name: string) =>
  object.properties.some((each) => each.type === 'ObjectProperty' && nameOf(each) === name);

function handlerText(links: readonly Factory[]): string {
  const imports = [
    { local: 'chain', imported: 'chain', from: CORE },
    ...links.flatMap((link) => link.imports),
  ];
  const calls = links.map(({ call }) => `  ${call.replaceAll('\n', '\n  ')},\n`);
  return `${imports.map(importText).join('')}\nexport const handler = chain(\n${calls.join('')});\n`;
}

const importText = ({ local, imported, from }: Import) =>
  imported === '*'
    ? `import * as ${local} from '${from}';\n`
    : `import { ${local === imported ? local : `${imported} as ${local}`} } from '${from}';\n`;

const resourceText = (
  constant: string,
  name: string,
) => `import { defineFunction } from '${AMPLIFY}';

export const ${constant} = defineFunction({
  name: '${name}',
  resourceGroupName: 'auth',
  timeoutSeconds: 5,
});
`;
