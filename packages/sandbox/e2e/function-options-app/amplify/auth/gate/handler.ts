import { optionsFromEnv } from '@amplify-recipes/core';
import { env } from '$amplify/env/gate';
import { GateOptions } from './options.js';

const options = optionsFromEnv(GateOptions);

/** Returns its options, once as the recipe reads them and once from the typed environment. */
export const handler = async (): Promise<unknown> => ({
  options,
  environment: { domain: env.DOMAIN, key: env.KEY, note: env.NOTE },
  memoryMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
});
