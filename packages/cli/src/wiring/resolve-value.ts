import type * as t from '@babel/types';
import { type AppFiles, readModule, resolveImport } from './app-files.js';
import { challengeRecipeOf } from './challenge.js';
import { CHALLENGES } from './own-files.js';
import {
  importsOf,
  nameOf,
  resolved,
  type SourceModule,
  textOf,
  WiringError,
} from './source-module.js';

/** An expression, and the file that has it. */
export type Value = { readonly module: SourceModule; readonly node: t.Node };

/** More files than that between a name and its value are a cycle. */
const DEPTH = 10;

/** The value of an expression, also if it is imported from another file of the app. */
export async function resolveValue(
  files: AppFiles,
  module: SourceModule,
  node: t.Node,
  depth = 0,
): Promise<Value> {
  const value = resolved(module, node);
  if (value.type !== 'Identifier' || depth > DEPTH) return { module, node: value };
  const imported = importsOf(module).find(({ local }) => local === value.name);
  const path = imported && (await resolveImport(files, module.path, imported.from));
  if (!imported || path === undefined) return { module, node: value };
  const found = await exportedValue(files, path, imported.imported, depth + 1);
  return found ?? { module, node: value };
}

/** The value that a file exports with a name, also if it exports it from another file. */
async function exportedValue(
  files: AppFiles,
  path: string,
  name: string,
  depth: number,
): Promise<Value | undefined> {
  if (depth > DEPTH) return undefined;
  const module = await readModule(files, path);
  for (const statement of module.body) {
    if (statement.type === 'ExportDefaultDeclaration' && name === 'default') {
      return resolveValue(files, module, statement.declaration, depth + 1);
    }
    if (statement.type === 'ExportAllDeclaration') {
      const from = await resolveImport(files, path, statement.source.value);
      const found = from && (await exportedValue(files, from, name, depth + 1));
      if (found) return found;
    }
    if (statement.type !== 'ExportNamedDeclaration') continue;
    const found = await namedValue(files, module, statement, name, depth);
    if (found) return found;
  }
  return undefined;
}

async function namedValue(
  files: AppFiles,
  module: SourceModule,
  { declaration, specifiers, source }: t.ExportNamedDeclaration,
  name: string,
  depth: number,
): Promise<Value | undefined> {
  if (declaration?.type === 'VariableDeclaration') {
    const [declarator] = declaration.declarations;
    const isIt = declarator?.id.type === 'Identifier' && declarator.id.name === name;
    if (isIt && declarator.init) return resolveValue(files, module, declarator.init, depth + 1);
  }
  for (const specifier of specifiers) {
    if (specifier.type !== 'ExportSpecifier') continue;
    const { exported, local } = specifier;
    if (textIn(exported) !== name) continue;
    if (!source) return resolveValue(files, module, local, depth + 1);
    const from = await resolveImport(files, module.path, source.value);
    return from === undefined ? undefined : exportedValue(files, from, textIn(local), depth + 1);
  }
  return undefined;
}

const textIn = (name: t.Identifier | t.StringLiteral) =>
  name.type === 'Identifier' ? name.name : name.value;

/**
 * The property of an object literal with a name, also in an object of the same file that it spreads.
 *
 * @throws {WiringError} When the object may have the property in a way that cannot be changed here.
 */
export async function findProperty(
  files: AppFiles,
  module: SourceModule,
  object: t.ObjectExpression,
  name: string,
): Promise<t.ObjectProperty | undefined> {
  let found: t.ObjectProperty | undefined;
  for (const each of object.properties) {
    if (each.type === 'SpreadElement') {
      found = (await inSpread(files, module, each, name)) ?? found;
    } else if (nameOf(each) === name && each.type === 'ObjectProperty') found = each;
    else if (nameOf(each) === name || nameOf(each) === undefined) {
      const what = nameOf(each) === name ? 'as a method' : 'with a computed name';
      throw new WiringError(`${module.path} has ${name} ${what}, or may have it.`);
    }
  }
  return found;
}

async function inSpread(
  files: AppFiles,
  module: SourceModule,
  { argument }: t.SpreadElement,
  name: string,
): Promise<t.ObjectProperty | undefined> {
  const value = await resolveValue(files, module, argument);
  const { node } = value;
  const isChallenge = node.type === 'CallExpression' && challengeRecipeOf(value.module, node);
  if (isChallenge && !CHALLENGES.includes(name)) return undefined;
  if (node.type === 'ObjectExpression') {
    const property = await findProperty(files, value.module, node, name);
    if (!property || value.module === module) return property;
  }
  throw new WiringError(
    `${module.path} may have ${name} in the spread ...${firstLineOf(textOf(module, argument))}, and this command cannot change it there.`,
  );
}

const firstLineOf = (text: string) => text.split('\n')[0] ?? '';
