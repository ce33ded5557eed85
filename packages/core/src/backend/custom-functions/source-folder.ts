import { existsSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RecipeError } from '../recipe-error.js';
import type { CustomFunctionProps } from './custom-function-props.js';

/** The folder of the programs that start functions. */
const SHIPPED = import.meta.url.endsWith('.ts')
  ? './'
  : // In the published package, the sources are beside the built files.
    '../../../src/backend/custom-functions/';

/** The folder with the program that starts functions in a language. */
export function startFolder(language: 'python' | 'go'): string {
  return fileURLToPath(new URL(`${SHIPPED}${language}`, import.meta.url));
}

/** The name of a function, and the folder with its source. */
export type SourceFolder = { readonly name: string; readonly folder: string };

/**
 * Finds the source of a function, beside the `resource.ts` that defines it.
 *
 * @throws {RecipeError} When the folder does not exist.
 */
export function sourceFolder({ module, entry = '.', name }: CustomFunctionProps): SourceFolder {
  const resource = fileURLToPath(module);
  const folder = fileURLToPath(new URL(`${entry}/`, module)).replace(/[\\/]+$/, '');
  if (!existsSync(folder)) {
    throw new RecipeError('MissingEntryError', {
      message: `The entry "${entry}" of a function does not exist: there is no folder ${folder}.`,
      resolution: `Set entry to the folder with the function's source, relative to ${resource}.`,
    });
  }
  const named = entry === '.' || entry === './' ? dirname(resource) : folder;
  return { name: name ?? basename(named), folder };
}
