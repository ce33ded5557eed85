import { SandboxError } from '../../../errors.js';
import type { FunctionConfiguration } from './function-configuration.js';

/** Environment variables by the name that the developer gave a function. */
export type FunctionEnvironment = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** The names of variables that Lambda accepts, without those that it sets itself. */
const VARIABLE = /^(?!AWS_|LAMBDA_)[a-zA-Z][a-zA-Z0-9_]+$/;

/**
 * Overrides variables of the template's functions.
 *
 * @param functions The functions of the backend.
 * @throws {SandboxError} `FUNCTION_NOT_FOUND` or `FUNCTION_ENVIRONMENT_INVALID`.
 */
export function overrideEnvironment(
  environment: FunctionEnvironment,
  functions: readonly { readonly name: string }[],
): (configuration: FunctionConfiguration) => FunctionConfiguration {
  const known = functions.map(({ name }) => name);
  for (const [name, variables] of Object.entries(environment)) {
    if (!known.includes(name)) throw functionNotFound(name, known);
    const wrong = Object.keys(variables).find((variable) => !VARIABLE.test(variable));
    if (wrong !== undefined) throw variableInvalid(name, wrong);
  }
  return (configuration) => {
    const { friendlyName } = configuration;
    if (!Object.hasOwn(environment, friendlyName)) return configuration;
    return {
      ...configuration,
      environment: { ...configuration.environment, ...environment[friendlyName] },
    };
  };
}

function functionNotFound(name: string, known: readonly string[]): SandboxError {
  return new SandboxError(
    'FUNCTION_NOT_FOUND',
    `The environment of the function ${name} is set, but the backend has no such function.`,
    known.length > 0
      ? `Name one of these: ${known.toSorted().join(', ')}.`
      : 'The backend has no functions: leave it out.',
  );
}

function variableInvalid(name: string, variable: string): SandboxError {
  return new SandboxError(
    'FUNCTION_ENVIRONMENT_INVALID',
    `The environment of the function ${name} has a variable ${variable || 'without a name'}, which Lambda does not accept.`,
    'Begin its name with a letter, continue with letters, digits and underscores, and leave names that begin with AWS_ or LAMBDA_ to Lambda.',
  );
}
