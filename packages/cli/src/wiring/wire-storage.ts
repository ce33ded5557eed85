import type * as t from '@babel/types';
import { type AppFiles, readModule } from './app-files.js';
import { appendItems, changedText } from './append-items.js';
import { onlyObject } from './connection.js';
import { addImport } from './edits.js';
import { missingIn } from './merge-options.js';
import { STORAGE } from './own-files.js';
import { findProperty } from './resolve-value.js';
import {
  constantsOf,
  importsOf,
  nameOf,
  objectOf,
  parseModule,
  propertyOf,
  type SourceModule,
  textOf,
  WiringError,
} from './source-module.js';

/**
 * Adds the bucket of a recipe's README to `amplify/storage/resource.ts`. If the app has a bucket
 * already, the recipe uses it: the name and the permissions of the bucket stay as they are.
 *
 * @param code The file in the README.
 * @throws {WiringError} When the file cannot be changed safely. Nothing is written then.
 */
export async function wireStorage(files: AppFiles, code: string): Promise<void> {
  if ((await files.read(STORAGE)) === undefined) {
    await files.write(STORAGE, code);
    return;
  }
  const app = await readModule(files, STORAGE);
  const readme = parseModule(STORAGE, code);
  const options = onlyObject(app, 'defineStorage');
  if (!constantsOf(app).some(({ name, isExported }) => name === 'storage' && isExported)) {
    throw new WiringError(`${STORAGE} does not export a const storage.`);
  }
  const wanted = onlyObject(readme, 'defineStorage');
  const missing = await missingIn(files, app, options, wanted);
  appendItems(
    app,
    options,
    missing.map((each) => textOf(readme, each)),
  );
  const triggers = await findProperty(files, app, options, 'triggers');
  const hasMerged = triggers && (await mergeTriggers(files, { app, triggers }, readme, wanted));
  if (missing.length === 0 && !hasMerged) return;
  for (const each of importsOf(readme)) addImport(app, each);
  await files.write(STORAGE, changedText(app));
}

type AppTriggers = { readonly app: SourceModule; readonly triggers: t.ObjectProperty };

/** Adds the triggers that the bucket does not have. Returns whether there are any. */
async function mergeTriggers(
  files: AppFiles,
  { app, triggers }: AppTriggers,
  readme: SourceModule,
  wanted: t.ObjectExpression,
): Promise<boolean> {
  const added = propertyOf(wanted, 'triggers')?.value;
  if (added?.type !== 'ObjectExpression') return false;
  const existing = objectOf(app, triggers.value);
  if (!existing) {
    throw new WiringError(`The triggers in ${STORAGE} are not written as an object.`);
  }
  for (const each of added.properties) {
    const name = each.type === 'ObjectProperty' ? nameOf(each) : undefined;
    if (name === undefined || !(await findProperty(files, app, existing, name))) continue;
    throw new WiringError(
      `${STORAGE} has a function for ${name}, and a bucket calls one function per event. Call the recipe in its handler.`,
    );
  }
  appendItems(
    app,
    existing,
    added.properties.map((each) => textOf(readme, each)),
  );
  return true;
}
