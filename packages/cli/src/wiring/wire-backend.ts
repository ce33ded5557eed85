import { posix } from 'node:path';
import type * as t from '@babel/types';
import { isSameCode } from '../copies/same-code.js';
import { type AppFiles, readModule, resolveImport } from './app-files.js';
import { appendItems, changedText } from './append-items.js';
import { AMPLIFY, onlyObject } from './connection.js';
import { addImport, isSameModule } from './edits.js';
import { missingIn } from './merge-options.js';
import { BACKEND } from './own-files.js';
import { resolveValue } from './resolve-value.js';
import {
  behindRemark,
  callsOf,
  constantsOf,
  importsOf,
  nameOf,
  nodesIn,
  parseModule,
  rangeOf,
  type SourceModule,
  textOf,
  topLevelNames,
  WiringError,
} from './source-module.js';
import { statementInStyleOf } from './style.js';

/**
 * Adds the calls of a recipe's README to `amplify/backend.ts`, after `defineBackend`.
 *
 * @param code The file in the README.
 * @throws {WiringError} When the file cannot be changed safely. Nothing is written then.
 */
export async function wireBackend(files: AppFiles, code: string): Promise<void> {
  const app = await readModule(files, BACKEND);
  const readme = parseModule(BACKEND, code);
  const options = onlyObject(app, 'defineBackend');
  const missing = await missingIn(files, app, options, onlyObject(readme, 'defineBackend'));
  const backend = backendOf(app);
  const names = { backend: backend.name };
  const added = readme.body
    .filter((each) => each.type !== 'ImportDeclaration' && callsIn(readme, each).length === 0)
    .filter((each) => !isThere(app, readme, each, names));
  if (added.length === 0 && missing.length === 0) return;
  for (const property of missing) refuseOtherName(app, readme, property);
  const given = new Set(missing.map(nameOf));
  for (const { local, imported, from } of importsOf(readme)) {
    const isResource = from.startsWith('.');
    if (local === 'defineBackend' || (isResource && !given.has(local))) continue;
    if (isResource) await requireExport(files, app, { local, imported, from });
    addImport(app, { local, imported, from });
  }
  const used = topLevelNames(app);
  for (const { name, statement } of constantsOf(readme)) {
    if (!used.has(name) || !added.includes(statement)) continue;
    throw new WiringError(`${BACKEND} uses the name ${name} already.`);
  }
  appendItems(
    app,
    options,
    missing.map((each) => textOf(readme, each)),
  );
  const texts = added.map((each) => statementInStyleOf(app, textOf(readme, each, names)));
  backend.append(texts.map((text) => `\n${text}`).join(''));
  await files.write(BACKEND, changedText(app));
}

type Names = { readonly backend: string };

/** Whether the app has a statement of the README already, maybe with other options. */
function isThere(app: SourceModule, readme: SourceModule, statement: t.Statement, names: Names) {
  const text = textOf(readme, statement, names);
  const isSame = (each: t.Statement) => isSameCode(BACKEND, textOf(app, each), text);
  if (app.body.some(isSame)) return true;
  const wanted = parseModule(BACKEND, text);
  const [constant] = constantsOf(wanted);
  if (constant) {
    const current = constantsOf(app).find(({ name }) => name === constant.name);
    return current !== undefined && calleeOf(app, current.init) === calleeOf(wanted, constant.init);
  }
  const [only] = wanted.body;
  if (only?.type !== 'ExpressionStatement') return false;
  const key = callOf(wanted, only.expression);
  return app.body.flatMap(nodesIn).some((node) => key !== undefined && callOf(app, node) === key);
}

/** What is called: `connectTopic`, or `new Stream`. */
function calleeOf(module: SourceModule, node: t.Node): string | undefined {
  if (node.type !== 'CallExpression' && node.type !== 'NewExpression') return undefined;
  return `${node.type} ${textOf(module, node.callee)}`;
}

/** A call and the resource that it connects. Its other arguments may differ. */
function callOf(module: SourceModule, node: t.Node): string | undefined {
  if (node.type !== 'CallExpression') return undefined;
  const resources = node.arguments.filter(({ type }) => /^(?:Identifier|MemberE)/.test(type));
  return `${textOf(module, node.callee)}(${resources.map((each) => textOf(module, each)).join()})`;
}

/** A resource can have one name in the backend, and the README needs its own. */
function refuseOtherName(app: SourceModule, readme: SourceModule, property: t.ObjectProperty) {
  const name = nameOf(property);
  const wanted = importsOf(readme).find(({ local }) => local === name);
  const other = importsOf(app).find(
    ({ imported, from, local }) =>
      wanted?.imported === imported && isSameModule(from, wanted.from) && local !== name,
  );
  if (!other) return;
  throw new WiringError(
    `${BACKEND} imports ${name} as ${other.local}, and the recipe needs it as ${name} in defineBackend.`,
  );
}

type WantedImport = { readonly local: string; readonly imported: string; readonly from: string };

/** @throws {WiringError} When the file of a resource does not exist or does not export it. */
async function requireExport(
  files: AppFiles,
  app: SourceModule,
  { local, imported, from }: WantedImport,
) {
  const path = await resolveImport(files, BACKEND, from);
  if (path === undefined) {
    throw new WiringError(`The app has no ${posix.join('amplify', from).replace(/js$/, 'ts')}.`);
  }
  if (importsOf(app).some((each) => each.local === local)) return;
  const importing = parseModule(BACKEND, `import { ${imported} } from '${from}';\n${imported};\n`);
  const [, use] = importing.body;
  if (use?.type !== 'ExpressionStatement') return;
  const { module } = await resolveValue(files, importing, use.expression);
  if (module !== importing) return;
  throw new WiringError(`${path} does not export a const ${imported}.`);
}

function callsIn(module: SourceModule, statement: t.Statement) {
  const [start, end] = rangeOf(statement);
  return callsOf(module, 'defineBackend', AMPLIFY).filter(
    (call) => rangeOf(call)[0] >= start && rangeOf(call)[1] <= end,
  );
}

type Backend = {
  /** Its name, which it gets here if it has none. */
  readonly name: string;
  /** Appends statements after the one that defines it. */
  readonly append: (statements: string) => void;
};

function backendOf(app: SourceModule): Backend {
  const statement = app.body.find((each) => callsIn(app, each).length > 0);
  if (!statement) throw new WiringError(`${BACKEND} does not call defineBackend.`);
  const [start, end] = rangeOf(statement);
  const place = behindRemark(app.text, end);
  const append = (statements: string) => app.edit.appendLeft(place, statements);
  const constant = constantsOf(app).find((each) => each.statement === statement);
  if (constant) return { name: constant.name, append };
  const call = statement.type === 'ExpressionStatement' && statement.expression;
  const exported = statement.type === 'ExportDefaultDeclaration' && statement.declaration;
  const isCalled = callsIn(app, statement).some((each) => each === call || each === exported);
  if (!isCalled || topLevelNames(app).has('backend')) {
    throw new WiringError(`${BACKEND} does not keep the result of defineBackend in a constant.`);
  }
  const name = 'backend';
  if (exported) {
    app.edit.overwrite(start, rangeOf(exported)[0], `const ${name} = `);
    const last = statementInStyleOf(app, `export default ${name};`);
    return { name, append: (statements) => append(`${statements}\n\n${last}`) };
  }
  app.edit.appendRight(start, `const ${name} = `);
  return { name, append };
}
