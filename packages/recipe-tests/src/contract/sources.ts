import { glob, readFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { type Expression, type ParseResult, parseSync, Visitor } from 'oxc-parser';

/** A TypeScript file that a recipe publishes, which excludes tests. */
export type Source = {
  /** The path in the folder of the recipe, with slashes: `providers/ask.ts`. */
  readonly path: string;
  readonly parsed: ParseResult;
};

/** Reads the TypeScript files of a folder, except tests. */
export async function readSources(folder: string): Promise<Source[]> {
  const sources: Source[] = [];
  for await (const path of glob('**/*.{ts,tsx}', { cwd: folder })) {
    if (!/\.test\.tsx?$/.test(path)) sources.push(await readSource(folder, path));
  }
  return sources.sort((a, b) => (a.path < b.path ? -1 : 1));
}

export async function readSource(folder: string, path: string): Promise<Source> {
  const text = await readFile(join(folder, path), 'utf8');
  return { path: path.replaceAll('\\', '/'), parsed: parseSync(path, text) };
}

/** The modules that a file imports, or exports something from. */
export function importedModules({ parsed }: Source): string[] {
  const { staticImports, staticExports, dynamicImports } = parsed.module;
  const literal = new Set<string>();
  for (const { moduleRequest } of staticImports) literal.add(moduleRequest.value);
  for (const { entries } of staticExports) {
    for (const { moduleRequest } of entries) if (moduleRequest) literal.add(moduleRequest.value);
  }
  if (dynamicImports.length > 0) {
    new Visitor({
      ImportExpression({ source }) {
        if (source.type === 'Literal' && typeof source.value === 'string') {
          literal.add(source.value);
        }
      },
    }).visit(parsed.program);
  }
  return [...literal];
}

/** The npm packages that files import: `aws-cdk-lib` of `aws-cdk-lib/aws-iam`. */
export function importedPackages(sources: readonly Source[]): string[] {
  const names = sources
    .flatMap(importedModules)
    .filter((module) => !module.startsWith('.') && !isBuiltin(module))
    .map((module) => module.split('/', module.startsWith('@') ? 2 : 1).join('/'));
  return [...new Set(names)].sort();
}

/** The relative imports of a file that point outside of the copied folder. */
export function importsFromOutside(source: Source, folder: string): string[] {
  const from = dirname(join(folder, source.path));
  return importedModules(source).filter(
    (module) =>
      module.startsWith('.') && relative(folder, resolve(from, module)).split(sep)[0] === '..',
  );
}

/** The values and types that an `index.ts` exports by name, grouped by module. */
export function exportsOf({ parsed }: Source): { name: string; module: string; isType: boolean }[] {
  return parsed.module.staticExports.flatMap(({ entries }) =>
    entries.map(({ exportName, moduleRequest, isType }) => ({
      name: exportName.name ?? '*',
      module: moduleRequest?.value ?? '',
      isType,
    })),
  );
}

/** The names that a file imports from a module. */
export function namesFrom({ parsed }: Source, module: string): string[] {
  return parsed.module.staticImports
    .filter(({ moduleRequest }) => moduleRequest.value === module)
    .flatMap(({ entries }) => entries.map(({ importName }) => importName.name ?? '*'));
}

/** The codes of the `TriggerError`s in the files. Undefined for a code that is not a literal. */
export function triggerErrorCodes(sources: readonly Source[]): (string | undefined)[] {
  const codes = new Set<string | undefined>();
  for (const { parsed } of sources) {
    new Visitor({
      NewExpression({ callee, arguments: [code] }) {
        if (callee.type !== 'Identifier' || callee.name !== 'TriggerError') return;
        const isText = code?.type === 'Literal' && typeof code.value === 'string';
        codes.add(isText ? String(code.value) : undefined);
      },
    }).visit(parsed.program);
  }
  return [...codes].sort();
}

/**
 * The names of a recipe's options: the keys of the `v.strictObject` in the schema of that name.
 *
 * @returns Undefined if the schema does not exist.
 */
export function optionNames(
  sources: readonly Source[],
  schemaNames: readonly string[],
): string[] | undefined {
  const constants = new Map<string, Expression>();
  for (const { parsed } of sources) {
    new Visitor({
      VariableDeclarator({ id, init }) {
        if (id.type === 'Identifier' && init && !constants.has(id.name)) {
          constants.set(id.name, init);
        }
      },
    }).visit(parsed.program);
  }
  for (const name of schemaNames) {
    const schema = constants.get(name);
    const entries = schema && entriesOf(schema, constants);
    if (entries) return entries;
  }
  return undefined;
}

/** The keys of `v.strictObject(entries)` and of `v.pipe(v.strictObject(entries), ...)`. */
function entriesOf(
  expression: Expression,
  constants: ReadonlyMap<string, Expression>,
): string[] | undefined {
  if (expression.type !== 'CallExpression') return undefined;
  const [first] = expression.arguments;
  if (!first || first.type === 'SpreadElement') return undefined;
  const { callee } = expression;
  const called =
    callee.type === 'MemberExpression' && callee.property.type === 'Identifier'
      ? callee.property.name
      : '';
  if (called === 'pipe') return entriesOf(first, constants);
  return called === 'strictObject' ? keysOf(first, constants) : undefined;
}

function keysOf(expression: Expression, constants: ReadonlyMap<string, Expression>): string[] {
  if (expression.type === 'Identifier') {
    const constant = constants.get(expression.name);
    return constant ? keysOf(constant, constants) : [];
  }
  if (expression.type !== 'ObjectExpression') return [];
  return expression.properties.flatMap((property) => {
    if (property.type === 'SpreadElement') return keysOf(property.argument, constants);
    const { key } = property;
    if (key.type === 'Identifier') return [key.name];
    return key.type === 'Literal' ? [String(key.value)] : [];
  });
}

/** Whether a file calls a function by its name: `cognitoTrigger`. */
export function calls({ parsed }: Source, name: string): boolean {
  let found = false;
  new Visitor({
    CallExpression({ callee }) {
      if (callee.type === 'Identifier' && callee.name === name) found = true;
    },
  }).visit(parsed.program);
  return found;
}
