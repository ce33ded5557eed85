import { isVariableName, LAMBDA_LIMITS } from '../../lambda-limits.js';
import { refuseTooLarge } from '../environment-size.js';
import { RecipeError } from '../recipe-error.js';
import type { CustomFunctionProps } from './custom-function-props.js';

/** Rejects a name that Amplify rejects, and numbers outside of the limits of Lambda. */
export function refuseInvalidOptions(name: string, props: CustomFunctionProps): void {
  if (!/^[a-zA-Z][a-zA-Z0-9-_ ]*$/.test(name)) {
    throw new RecipeError('InvalidResourceNameError', {
      message: `The name "${name}" of a function is not valid.`,
      resolution:
        'Set a name that begins with a letter and has only letters, digits, dashes, underscores and spaces.',
    });
  }
  for (const { option, least, most, error } of LAMBDA_LIMITS) {
    const value = props[option];
    if (value === undefined || (Number.isInteger(value) && value >= least && value <= most)) {
      continue;
    }
    throw new RecipeError(error, {
      message: `The function "${name}" has ${option}: ${value}.`,
      resolution: `Set ${option} to a whole number between ${least} and ${most}.`,
    });
  }
  refuseOther(name, 'architecture', props.architecture ?? 'x86_64', ['x86_64', 'arm64']);
  refuseInvalidEnvironment(name, props.environment ?? {});
}

/** Rejects a value that is not one of those that an option has. */
export function refuseOther(
  name: string,
  option: 'architecture' | 'runtime',
  value: string,
  values: readonly string[],
): void {
  if (values.includes(value)) return;
  const error = option === 'runtime' ? 'InvalidRuntimeError' : 'InvalidArchitectureError';
  throw new RecipeError(error, {
    message: `The function "${name}" has ${option}: ${JSON.stringify(value)}.`,
    resolution: `Set ${option} to one of ${values.map((each) => `'${each}'`).join(', ')}.`,
  });
}

/** Variables that Amplify and this package set themselves. */
const OWN_VARIABLES = ['AMPLIFY_SSM_ENV_CONFIG', 'AMPLIFY_RECIPES_HANDLER'];

function refuseInvalidEnvironment(
  name: string,
  environment: NonNullable<CustomFunctionProps['environment']>,
): void {
  for (const [variable, value] of Object.entries(environment)) {
    if (!isVariableName(variable) || OWN_VARIABLES.includes(variable)) {
      throw new RecipeError('InvalidEnvironmentKeyError', {
        message: `The environment variable "${variable}" of "${name}" has a name that is not valid or is reserved.`,
        resolution:
          'Use at least two letters, digits and underscores, beginning with a letter. Lambda and Amplify set the reserved variables themselves.',
      });
    }
    if (value === undefined) {
      throw new RecipeError('InvalidEnvironmentValueError', {
        message: `The environment variable ${variable} of "${name}" is undefined.`,
        resolution: `Set a text, or secret('NAME') for a secret.`,
      });
    }
  }
  refuseTooLarge(name, environment, 'Store large values elsewhere, for example in a file.');
}
