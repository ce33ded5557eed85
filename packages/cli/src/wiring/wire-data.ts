import { posix } from 'node:path';
import type * as t from '@babel/types';
import { type AppFiles, readModule, specifierOf } from './app-files.js';
import { appendItems, changedText } from './append-items.js';
import { AMPLIFY } from './connection.js';
import { addImport, type Import } from './edits.js';
import { appendMissing, listOf, missingIn } from './merge-options.js';
import { AUTH, DATA } from './own-files.js';
import {
  constantsOf,
  importsOf,
  nodesIn,
  objectOf,
  parseModule,
  rangeOf,
  type SourceModule,
  textOf,
  WiringError,
} from './source-module.js';
import { inStyleOf } from './style.js';

type Names = Readonly<Record<string, string>>;

/**
 * Adds the models of a recipe's README to the schema in `amplify/data/resource.ts`, and the
 * permissions of its function. Models that the app has already stay as they are.
 *
 * @param code The file in the README.
 * @param names The names that functions of the README have in this app.
 * @throws {WiringError} When the file cannot be changed safely. Nothing is written then.
 */
export async function wireData(files: AppFiles, code: string, names: Names): Promise<void> {
  const app = await readModule(files, DATA);
  const readme = parseModule(DATA, code);
  const [schema, wanted] = [schemaOf(app), schemaOf(readme)];
  const missing = await missingIn(files, app, schema.models, wanted.models);
  if (missing.length === 0) return;
  const renamed = { ...names, [wanted.builder]: schema.builder };
  appendItems(
    app,
    schema.models,
    missing.map((each) => textOf(readme, each, renamed)),
  );
  authorize(app, schema, { readme, schema: wanted, names: renamed });
  for (const each of importsOf(readme)) {
    if (each.from.startsWith('.'))
      addImport(app, await inAuth(files, names[each.local] ?? each.local));
  }
  await files.write(DATA, changedText(app));
}

type Schema = {
  /** The name of Amplify's `a` in the file. */
  readonly builder: string;
  readonly call: t.CallExpression;
  readonly models: t.ObjectExpression;
  /** The call of `authorization` for all models, if there is one. */
  readonly authorization: t.CallExpression | undefined;
};

function schemaOf(module: SourceModule): Schema {
  const builder = importsOf(module).find(
    ({ imported, from }) => imported === 'a' && from === AMPLIFY,
  )?.local;
  const calls = module.body
    .flatMap(nodesIn)
    .filter((node): node is t.CallExpression => node.type === 'CallExpression');
  const [call, ...others] = calls.filter(
    ({ callee }) =>
      isMethod(callee, 'schema') &&
      callee.object.type === 'Identifier' &&
      callee.object.name === builder,
  );
  const [argument] = call?.arguments ?? [];
  const models = argument && objectOf(module, argument);
  if (!call || !builder || others.length > 0 || !models) {
    throw new WiringError(`${module.path} has no single call of a.schema({ ... }).`);
  }
  const authorization = calls.find(
    ({ callee }) => isMethod(callee, 'authorization') && callee.object === call,
  );
  return { builder, call, models, authorization };
}

const isMethod = (callee: t.Node, name: string): callee is t.MemberExpression =>
  callee.type === 'MemberExpression' &&
  callee.property.type === 'Identifier' &&
  callee.property.name === name;

/** Adds the rules of the README for all models to those of the app. */
function authorize(
  app: SourceModule,
  { call, authorization }: Schema,
  wanted: { readonly readme: SourceModule; readonly schema: Schema; readonly names: Names },
): void {
  const { readme, schema, names } = wanted;
  const [rules] = schema.authorization?.arguments ?? [];
  if (!rules) return;
  if (!authorization) {
    const text = inStyleOf(app, `.authorization(${textOf(readme, rules, names)})`);
    app.edit.appendLeft(rangeOf(call)[1], text);
    return;
  }
  const [existing] = authorization.arguments;
  const [list, parameter] = existing ? listOf(existing) : [];
  const [added, own] = listOf(rules);
  if (!list || !added) {
    throw new WiringError(
      `${DATA} does not write the authorization of the schema as the documentation of Amplify does.`,
    );
  }
  const renamed = own && parameter ? { ...names, [own]: parameter } : names;
  appendMissing(app, list, readme, added, renamed);
}

/** Where a function that `amplify/auth/resource.ts` connects can be imported from. */
async function inAuth(files: AppFiles, local: string): Promise<Import> {
  const auth = await readModule(files, AUTH);
  const imported = importsOf(auth).find((each) => each.local === local);
  if (imported?.from.startsWith('.')) {
    const path = posix.join(posix.dirname(AUTH), imported.from);
    return { local, imported: imported.imported, from: specifierOf(DATA, path) };
  }
  if (!constantsOf(auth).some(({ name, isExported }) => name === local && isExported)) {
    throw new WiringError(`${AUTH} does not export ${local}, and ${DATA} needs it.`);
  }
  return { local, imported: local, from: specifierOf(DATA, auth.path) };
}
