import { refuseTooLarge } from '../environment-size.js';
import { RecipeError } from '../recipe-error.js';
import type { CustomFunctionProps } from './custom-function-props.js';

/** The whole numbers that Lambda accepts. */
const LIMITS = [
  { option: 'timeoutSeconds', least: 1, most: 900, error: 'InvalidTimeoutError' },
  { option: 'memoryMB', least: 128, most: 10_240, error: 'InvalidMemoryMBError' },
  {
    option: 'ephemeralStorageSizeMB',
    least: 512,
    most: 10_240,
    error: 'InvalidEphemeralStorageSizeMBError',
  },
] as const;

/** Rejects a name that Amplify rejects, and numbers outside of the limits of Lambda. */
export function refuseInvalidOptions(name: string, props: CustomFunctionProps): void {
  if (!/^[a-zA-Z][a-zA-Z0-9-_ ]*$/.test(name)) {
    throw new RecipeError('InvalidResourceNameError', {
      message: `The name "${name}" of a function is not valid.`,
      resolution:
        'Set a name that begins with a letter and has only letters, digits, dashes, underscores and spaces.',
    });
  }
  for (const { option, least, most, error } of LIMITS) {
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

/** @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime */
const RESERVED =
  /^(AMPLIFY_SSM_ENV_CONFIG|AMPLIFY_RECIPES_HANDLER|AWS_(LAMBDA_.*|(DEFAULT_)?REGION|EXECUTION_ENV|ACCESS_KEY(_ID)?|SECRET_ACCESS_KEY|SESSION_TOKEN)|LAMBDA_(TASK_ROOT|RUNTIME_DIR))$/;

function refuseInvalidEnvironment(
  name: string,
  environment: NonNullable<CustomFunctionProps['environment']>,
): void {
  for (const [variable, value] of Object.entries(environment)) {
    if (!/^[a-zA-Z][a-zA-Z0-9_]+$/.test(variable) || RESERVED.test(variable)) {
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
