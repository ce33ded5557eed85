import { Runtime, RuntimeFamily } from 'aws-cdk-lib/aws-lambda';
import type { AmplifyFunction } from '../amplify-function.js';
import { defineCustomFunction } from './custom-function.js';
import type { CustomFunctionProps } from './custom-function-props.js';
import { refuseOther } from './function-limits.js';
import { goBundle } from './go-bundle.js';
import { sourceFolder } from './source-folder.js';

/** The options of `defineGoFunction`. */
export type GoFunctionProps = CustomFunctionProps & {
  /** Default is `provided.al2023`, Amazon Linux 2023. */
  readonly runtime?: 'provided.al2023';
};

/**
 * Defines a function in Go. It returns the same as Amplify's `defineFunction`, and has its options.
 *
 * The folder contains a main package, and its `go.mod` or a folder above it does. It is built with
 * `go build` as a static program for Lambda's platform, and in Docker if Go is not installed. The
 * values of secrets, and the names of resources from `access`, are in the environment when the
 * program starts.
 *
 * @throws {RecipeError} When an option is not valid, there is no Go module, or, during the
 *   synthesis, when it cannot be built.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/golang-package.html
 * @example
 * // amplify/functions/say-hello/resource.ts, with main.go and go.mod beside it
 * export const sayHello = defineGoFunction({
 *   module: import.meta.url,
 *   architecture: 'arm64',
 *   environment: { API_KEY: secret('API_KEY') },
 * });
 */
export function defineGoFunction(props: GoFunctionProps): AmplifyFunction {
  const { runtime = 'provided.al2023', architecture = 'x86_64' } = props;
  const source = sourceFolder(props);
  refuseOther(source.name, 'runtime', runtime, ['provided.al2023']);
  return defineCustomFunction(
    {
      name: source.name,
      runtime: new Runtime(runtime, RuntimeFamily.OTHER),
      handler: 'bootstrap',
      bundle: goBundle({ ...source, architecture }),
    },
    props,
  );
}
