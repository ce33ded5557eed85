import { ENVIRONMENT_BYTES } from '../lambda-limits.js';
import { RecipeError } from './recipe-error.js';

/** @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export function refuseTooLarge(
  name: string,
  environment: Readonly<Record<string, unknown>>,
  resolution: string,
): void {
  const texts = Object.entries(environment).flat();
  const size = Buffer.byteLength(texts.filter((text) => typeof text === 'string').join(''));
  if (size <= ENVIRONMENT_BYTES) return;
  throw new RecipeError('EnvironmentTooLargeError', {
    message: `The environment of "${name}" takes ${size} bytes. Lambda's limit is ${ENVIRONMENT_BYTES}.`,
    resolution,
  });
}
