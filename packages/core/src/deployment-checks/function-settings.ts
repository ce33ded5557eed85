import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { refuseTooLarge } from '../backend/environment-size.js';
import { RecipeError } from '../backend/recipe-error.js';
import { isVariableName, LAMBDA_LIMITS } from '../lambda-limits.js';
import { type Mistake, placeOf, templateProperties } from './mistake.js';

/**
 * Finds settings of a function that Lambda refuses: a timeout, memory or storage outside of its
 * limits, and an environment that is too large or has names that are not valid or reserved.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export function refusedSettings(fn: CfnFunction): readonly Mistake[] {
  const properties = templateProperties(fn);
  const variables: Readonly<Record<string, unknown>> = Object(
    Object(properties.Environment).Variables,
  );
  return [
    ...LAMBDA_LIMITS.flatMap((limit) => refusedNumber(fn, properties, limit)),
    ...refusedNames(fn, Object.keys(variables)),
    ...refusedSize(fn, variables),
  ];
}

function refusedNumber(
  fn: CfnFunction,
  properties: Readonly<Record<string, unknown>>,
  { property, option, least, most, error }: (typeof LAMBDA_LIMITS)[number],
): readonly Mistake[] {
  const given = properties[property];
  const value: unknown = property === 'EphemeralStorage' ? Object(given).Size : given;
  if (typeof value !== 'number') return [];
  if (Number.isInteger(value) && value >= least && value <= most) return [];
  return [
    new RecipeError(error, {
      message: `The function "${placeOf(fn)}" has ${property} ${value}.`,
      resolution: `Set ${option} to a whole number between ${least} and ${most}, where the function is defined.`,
    }),
  ];
}

function refusedNames(fn: CfnFunction, names: readonly string[]): readonly Mistake[] {
  const refused = names.filter((name) => !isVariableName(name));
  if (refused.length === 0) return [];
  return [
    new RecipeError('InvalidEnvironmentKeyError', {
      message: `The function "${placeOf(fn)}" sets the environment variables ${refused.join(', ')}, whose names are not valid or reserved by Lambda.`,
      resolution:
        'Use at least two letters, digits and underscores, beginning with a letter. Lambda sets the reserved variables itself.',
    }),
  ];
}

/** Values that are known only during the deployment are not counted. */
function refusedSize(
  fn: CfnFunction,
  variables: Readonly<Record<string, unknown>>,
): readonly Mistake[] {
  try {
    refuseTooLarge(
      placeOf(fn),
      variables,
      'Store large values elsewhere, for example in a file, in SSM or in a table.',
    );
    return [];
  } catch (error) {
    if (error instanceof RecipeError) return [error];
    throw error;
  }
}
