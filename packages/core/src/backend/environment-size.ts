import { RecipeError } from './recipe-error.js';

/** Lambda's limit for the environment of a function: bytes of all names and values. */
const LIMIT = 4096;

/** @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export function refuseTooLarge(
  name: string,
  environment: Readonly<Record<string, unknown>>,
  resolution: string,
): void {
  const texts = Object.entries(environment).flat();
  const size = Buffer.byteLength(texts.filter((text) => typeof text === 'string').join(''));
  if (size <= LIMIT) return;
  throw new RecipeError('EnvironmentTooLargeError', {
    message: `The environment of "${name}" takes ${size} bytes. Lambda's limit is ${LIMIT}.`,
    resolution,
  });
}
