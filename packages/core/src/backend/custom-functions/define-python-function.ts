import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Runtime, RuntimeFamily } from 'aws-cdk-lib/aws-lambda';
import type { AmplifyFunction } from '../amplify-function.js';
import { RecipeError } from '../recipe-error.js';
import { defineCustomFunction } from './custom-function.js';
import type { CustomFunctionProps } from './custom-function-props.js';
import { refuseOther } from './function-limits.js';
import { pythonBundle } from './python-bundle.js';
import { refuseOtherPackages } from './python-packages.js';
import { PYTHON_RUNTIMES, type PythonRuntime } from './python-runtime.js';
import { type SourceFolder, sourceFolder } from './source-folder.js';

/** The options of `definePythonFunction`. */
export type PythonFunctionProps = CustomFunctionProps & {
  /** The module and the function in it that Lambda calls. Default is `index.handler`. */
  readonly handler?: string;
  /** Default is `python3.13`. */
  readonly runtime?: PythonRuntime;
};

/**
 * Defines a function in Python. It returns the same as Amplify's `defineFunction`, and has its
 * options.
 *
 * The packages of `requirements.txt` are installed for Lambda's platform with `uv`, with pip if uv
 * is not installed, and in Docker if neither is. Secrets, and the names of resources from `access`,
 * are in `os.environ` before the handler's module is imported.
 *
 * @throws {RecipeError} When an option is not valid, the handler does not exist, only another file
 *   than `requirements.txt` lists its packages, or, during the synthesis, when the packages cannot be
 *   installed.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-python.html
 * @example
 * // amplify/functions/say-hello/resource.ts, with index.py and requirements.txt beside it
 * export const sayHello = definePythonFunction({
 *   module: import.meta.url,
 *   timeoutSeconds: 10,
 *   environment: { API_KEY: secret('API_KEY') },
 * });
 */
export function definePythonFunction(props: PythonFunctionProps): AmplifyFunction {
  const { handler = 'index.handler', runtime = 'python3.13', architecture = 'x86_64' } = props;
  const source = sourceFolder(props);
  refuseOther(source.name, 'runtime', runtime, PYTHON_RUNTIMES);
  refuseMissingHandler(source, handler);
  refuseOtherPackages(source);
  return defineCustomFunction(
    {
      name: source.name,
      runtime: new Runtime(runtime, RuntimeFamily.PYTHON),
      handler: 'amplify_recipes_runtime.handler',
      variables: { AMPLIFY_RECIPES_HANDLER: handler },
      bundle: pythonBundle({ ...source, runtime, architecture }),
    },
    props,
  );
}

function refuseMissingHandler({ name, folder }: SourceFolder, handler: string): void {
  const [, module] = /^(\w[\w-]*(?:[./]\w[\w-]*)*)\.[A-Za-z_]\w*$/.exec(handler) ?? [];
  const path = join(folder, ...(module ?? '').split(/[./]/));
  if (module !== undefined && [`${path}.py`, join(path, '__init__.py')].some(existsSync)) return;
  throw new RecipeError('MissingHandlerError', {
    message: `The handler "${handler}" of the function "${name}" is not in ${folder}.`,
    resolution:
      "Set handler to '<module>.<function>', such as 'index.handler' for the function handler in index.py.",
  });
}
