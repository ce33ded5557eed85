import { existsSync, statSync } from 'node:fs';
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
 * @throws {RecipeError} When the folder does not exist, or is a file.
 */
export function sourceFolder({ module, entry = '.', name }: CustomFunctionProps): SourceFolder {
  if (!URL.canParse(module) || new URL(module).protocol !== 'file:') {
    throw new RecipeError('InvalidModuleError', {
      message: `The module "${module}" of a function is not the URL of a file.`,
      resolution: 'Set module: import.meta.url in the resource.ts that defines the function.',
    });
  }
  const resource = fileURLToPath(module);
  const folder = fileURLToPath(new URL(`${entry}/`, module)).replace(/[\\/]+$/, '');
  if (!existsSync(folder)) {
    throw new RecipeError('MissingEntryError', {
      message: `The entry "${entry}" of a function does not exist: there is no folder ${folder}.`,
      resolution: `Set entry to the folder with the function's source, relative to ${resource}.`,
    });
  }
  if (!statSync(folder).isDirectory()) {
    throw new RecipeError('InvalidEntryError', {
      message: `The entry "${entry}" of a function is a file. It must be the folder with the source.`,
      resolution: `Leave entry out if the source is beside ${resource}. Otherwise set it to the folder. In Python, "handler" names the file and the function in it.`,
    });
  }
  const named = entry === '.' || entry === './' ? dirname(resource) : folder;
  return { name: name ?? basename(named), folder };
}
