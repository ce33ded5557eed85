import { posix } from 'node:path';
import { type AppFiles, readModule, resolveImport } from './app-files.js';
import { AMPLIFY, onlyObject } from './connection.js';
import { addImport, appendItems } from './edits.js';
import { BACKEND } from './own-files.js';
import {
  callsOf,
  constantsOf,
  importsOf,
  nameOf,
  parseModule,
  rangeOf,
  type SourceModule,
  textOf,
  topLevelNames,
  WiringError,
} from './source-module.js';

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
  const existing = options.properties.flatMap((each) =>
    each.type === 'ObjectProperty' ? [nameOf(each)] : [],
  );
  const missing = onlyObject(readme, 'defineBackend').properties.filter(
    (each) => each.type === 'ObjectProperty' && !existing.includes(nameOf(each)),
  );
  const statements = readme.body.filter(
    (each) => each.type !== 'ImportDeclaration' && callsIn(readme, each).length === 0,
  );
  const { name: backendName, end } = backendOf(app);
  const texts = statements.map((each) => textOf(readme, each, { backend: backendName }));
  const added = texts.filter((text) => !app.text.includes(text));
  if (added.length === 0 && missing.length === 0) return;
  for (const { local, imported, from } of importsOf(readme)) {
    if (local === 'defineBackend' || existing.includes(local)) continue;
    if (from.startsWith('.') && !(await resolveImport(files, BACKEND, from))) {
      throw new WiringError(`The app has no ${posix.join('amplify', from).replace(/js$/, 'ts')}.`);
    }
    addImport(app, { local, imported, from });
  }
  const used = topLevelNames(app);
  for (const { name, statement } of constantsOf(readme)) {
    if (!statements.includes(statement) || !used.has(name)) continue;
    if (added.includes(textOf(readme, statement, { backend: backendName }))) {
      throw new WiringError(`${BACKEND} uses the name ${name} already.`);
    }
  }
  appendItems(
    app,
    options,
    missing.map((each) => textOf(readme, each)),
  );
  app.edit.appendLeft(end, added.map((text) => `\n${text}`).join(''));
  await files.write(BACKEND, app.edit.toString());
}

function callsIn(module: SourceModule, statement: SourceModule['body'][number]) {
  const [start, end] = rangeOf(statement);
  return callsOf(module, 'defineBackend', AMPLIFY).filter(
    (call) => rangeOf(call)[0] >= start && rangeOf(call)[1] <= end,
  );
}

/** The name of the backend, which it gets here if it has none, and the end of its statement. */
function backendOf(app: SourceModule): { readonly name: string; readonly end: number } {
  const statement = app.body.find((each) => callsIn(app, each).length > 0);
  if (!statement) throw new WiringError(`${BACKEND} does not call defineBackend.`);
  const [start, end] = rangeOf(statement);
  const constant = constantsOf(app).find((each) => each.statement === statement);
  if (constant) return { name: constant.name, end };
  if (statement.type !== 'ExpressionStatement' || topLevelNames(app).has('backend')) {
    throw new WiringError(`${BACKEND} does not keep the result of defineBackend in a constant.`);
  }
  app.edit.appendRight(start, 'const backend = ');
  return { name: 'backend', end };
}
