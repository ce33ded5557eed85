import { parse } from '@babel/parser';
import type * as t from '@babel/types';
import MagicString from 'magic-string';

/** Why a file cannot be connected with a recipe by this command. */
export class WiringError extends Error {
  override readonly name = 'WiringError';
}

/** A source file that is read as a syntax tree and changed as a text, which keeps its format. */
export type SourceModule = {
  readonly path: string;
  readonly text: string;
  readonly body: readonly t.Statement[];
  readonly edit: MagicString;
  /** The items that its objects, arrays and calls get. They are written together. */
  readonly additions: Map<Container, readonly string[]>;
};

/** A node with items that are separated by commas. */
export type Container = t.ObjectExpression | t.ArrayExpression | t.CallExpression;

/** @throws {WiringError} When the file has a syntax error. */
export function parseModule(path: string, text: string): SourceModule {
  try {
    const { program } = parse(text, { sourceType: 'module', plugins: ['typescript'] });
    return { path, text, body: program.body, edit: new MagicString(text), additions: new Map() };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new WiringError(`${path} has a syntax error: ${reason}`);
  }
}

/** The place of a node in its text. */
export function rangeOf({ start, end }: t.Node): readonly [start: number, end: number] {
  if (typeof start !== 'number' || typeof end !== 'number') {
    throw new TypeError('A parsed node has no place in its text.');
  }
  return [start, end];
}

/** All nodes inside of a node, and the node itself. */
export function nodesIn(node: t.Node): t.Node[] {
  const children = Object.values(node).flat().filter(isNode);
  return [node, ...children.flatMap(nodesIn)];
}

const isNode = (value: unknown): value is t.Node =>
  typeof value === 'object' &&
  value !== null &&
  'type' in value &&
  typeof value.type === 'string' &&
  !value.type.startsWith('Comment');

/** A top-level variable with a value, exported or not. */
export type Constant = {
  readonly name: string;
  readonly init: t.Expression;
  /** False for `let` and `var`, whose value may change. */
  readonly isConst: boolean;
  readonly isExported: boolean;
  /** The text of its type, such as `PreSignUpTriggerHandler`. */
  readonly type: string | undefined;
  /** The whole statement. */
  readonly statement: t.Statement;
};

/** The top-level constants of a file, one for each statement. */
export function constantsOf({ body, text }: SourceModule): Constant[] {
  return body.flatMap((statement) => {
    const isExported = statement.type === 'ExportNamedDeclaration';
    const declaration = isExported ? statement.declaration : statement;
    if (declaration?.type !== 'VariableDeclaration') return [];
    const [declarator, ...more] = declaration.declarations;
    if (!declarator?.init || more.length > 0 || declarator.id.type !== 'Identifier') return [];
    const { id, init } = declarator;
    const { typeAnnotation: annotation } = id;
    const type =
      annotation?.type === 'TSTypeAnnotation'
        ? text.slice(...rangeOf(annotation.typeAnnotation))
        : undefined;
    const isConst = declaration.kind === 'const';
    return [{ name: id.name, init, isConst, isExported, type, statement }];
  });
}

/** The names that a file declares or imports at its top level. */
export function topLevelNames(module: SourceModule): Set<string> {
  const names = new Set(importsOf(module).map(({ local }) => local));
  for (const statement of module.body) {
    const isExport = statement.type === 'ExportNamedDeclaration';
    const declaration = isExport ? statement.declaration : statement;
    if (declaration?.type === 'VariableDeclaration') {
      const ids = declaration.declarations.flatMap(({ id }) => nodesIn(id));
      for (const id of ids) if (id.type === 'Identifier') names.add(id.name);
    } else if (declaration && 'id' in declaration && declaration.id?.type === 'Identifier') {
      names.add(declaration.id.name);
    }
  }
  return names;
}

/** A name that a file imports. `imported` is `*` for a namespace. */
export type ImportedName = {
  readonly local: string;
  readonly imported: string;
  readonly from: string;
  readonly declaration: t.ImportDeclaration;
};

export function importsOf({ body }: SourceModule): ImportedName[] {
  return body.flatMap((declaration) => {
    if (declaration.type !== 'ImportDeclaration') return [];
    const from = declaration.source.value;
    return declaration.specifiers.map((specifier) => {
      const local = specifier.local.name;
      if (specifier.type === 'ImportNamespaceSpecifier') {
        return { local, imported: '*', from, declaration };
      }
      if (specifier.type === 'ImportDefaultSpecifier') {
        return { local, imported: 'default', from, declaration };
      }
      const { imported: name } = specifier;
      const imported = name.type === 'Identifier' ? name.name : name.value;
      return { local, imported, from, declaration };
    });
  });
}

/** The calls of a function that a file imports, also as a property of a namespace. */
export function callsOf(module: SourceModule, imported: string, from: string): t.CallExpression[] {
  const names = importsOf(module).filter((each) => each.from === from);
  const localsOf = (name: string) =>
    names.filter((each) => each.imported === name).map(({ local }) => local);
  const [locals, namespaces] = [localsOf(imported), localsOf('*')];
  const isCalled = (callee: t.Node): boolean => {
    if (callee.type === 'Identifier') return locals.includes(callee.name);
    if (callee.type !== 'MemberExpression' || callee.computed) return false;
    const { object, property } = callee;
    const isIn = object.type === 'Identifier' && namespaces.includes(object.name);
    return isIn && property.type === 'Identifier' && property.name === imported;
  };
  return module.body
    .flatMap(nodesIn)
    .filter((node): node is t.CallExpression => node.type === 'CallExpression')
    .filter(({ callee }) => isCalled(callee));
}

/** An expression without `satisfies`, `as` and `!`, which change nothing at run time. */
export function withoutTypes(node: t.Node): t.Node {
  const isTyped =
    node.type === 'TSSatisfiesExpression' ||
    node.type === 'TSAsExpression' ||
    node.type === 'TSNonNullExpression';
  return isTyped ? withoutTypes(node.expression) : node;
}

/** The value of an expression: of a top-level `const` of the file, what it is initialised with. */
export function resolved(module: SourceModule, node: t.Node): t.Node {
  const value = withoutTypes(node);
  if (value.type !== 'Identifier') return value;
  const constant = constantsOf(module).find(({ name, isConst }) => isConst && name === value.name);
  return constant ? withoutTypes(constant.init) : value;
}

/** The object literal that is the value of an expression. */
export function objectOf(module: SourceModule, node: t.Node): t.ObjectExpression | undefined {
  const value = resolved(module, node);
  return value.type === 'ObjectExpression' ? value : undefined;
}

/** Whether a name is used in a file, besides its import and a range. */
export function isUsedOutside(
  { body }: SourceModule,
  name: string,
  [from, to]: readonly [number, number],
): boolean {
  return body
    .filter(({ type }) => type !== 'ImportDeclaration')
    .flatMap(nodesIn)
    .filter((node) => node.type === 'Identifier' && node.name === name)
    .some((node) => rangeOf(node)[0] < from || rangeOf(node)[0] >= to);
}

/** The property of an object literal with a given name. */
export function propertyOf(object: t.ObjectExpression, name: string): t.ObjectProperty | undefined {
  return object.properties.find(
    (property): property is t.ObjectProperty =>
      property.type === 'ObjectProperty' && nameOf(property) === name,
  );
}

/** The name of a property or a method that is written as a name or as a string. */
export function nameOf({
  key,
  computed,
}: Pick<t.ObjectProperty | t.ObjectMethod, 'key' | 'computed'>): string | undefined {
  if (key.type === 'StringLiteral') return key.value;
  return key.type === 'Identifier' && !computed ? key.name : undefined;
}

/** The place of the statement that contains a place. */
export function statementAt({ body }: SourceModule, place: number): number {
  const statement = body.find((each) => rangeOf(each)[0] <= place && place < rangeOf(each)[1]);
  return statement ? rangeOf(statement)[0] : 0;
}

/** The text of a node, with other names for some of its identifiers, without its indentation. */
export function textOf(
  { text }: SourceModule,
  node: t.Node,
  names: Readonly<Record<string, string>> = {},
): string {
  const [start, end] = rangeOf(node);
  const edit = new MagicString(text);
  for (const inner of nodesIn(node)) {
    if (inner.type !== 'Identifier' || !Object.hasOwn(names, inner.name)) continue;
    edit.overwrite(...rangeOf(inner), names[inner.name] ?? inner.name);
  }
  const indentation = indentationAt(text, start);
  return edit.slice(start, end).replaceAll(`\n${indentation}`, '\n');
}

/** The place behind a comment that follows on the same line, so that it stays where it is. */
export function behindRemark(text: string, place: number): number {
  const remark = /^[ \t]*(?:\/\/[^\n\r]*|\/\*[^\n\r]*?\*\/(?=[ \t]*$))/m.exec(text.slice(place));
  return remark?.index === 0 ? place + remark[0].length : place;
}

/** The spaces at the start of the line of a place. */
export function indentationAt(text: string, place: number): string {
  const line = text.slice(text.lastIndexOf('\n', place - 1) + 1, place);
  return /^[ \t]*/.exec(line)?.[0] ?? '';
}
