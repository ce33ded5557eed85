import type { ResourcesConfig } from 'aws-amplify';
import { parseAmplifyConfig } from 'aws-amplify/utils';

type Outputs = Parameters<typeof parseAmplifyConfig>[0];

/**
 * The configuration of the Amplify client for the outputs of any backend: with local endpoints for
 * outputs that the sandbox wrote, and Amplify's own for those of a deployment. One line of a front
 * end serves both.
 *
 * @param outputs The content of `amplify_outputs.json`.
 * @example
 * import { localConfig } from '@amplify-recipes/sandbox/client';
 * import { Amplify } from 'aws-amplify';
 * import outputs from '../amplify_outputs.json' with { type: 'json' };
 *
 * Amplify.configure(localConfig(outputs));
 */
export function localConfig(outputs: Outputs): ResourcesConfig {
  const config = parseAmplifyConfig(outputs);
  const url = (outputs as { custom?: Record<string, unknown> }).custom?.amplify_recipes_sandbox_url;
  const cognito = config.Auth?.Cognito;
  if (typeof url !== 'string' || !cognito) return config;
  return {
    ...config,
    Auth: { Cognito: { ...cognito, userPoolEndpoint: url, identityPoolEndpoint: url } },
  } as ResourcesConfig;
}
