import type { ResourcesConfig } from 'aws-amplify';
import { parseAmplifyConfig } from 'aws-amplify/utils';
import { leadBucketUrls } from './bucket-urls.js';

type Outputs = Parameters<typeof parseAmplifyConfig>[0];

/**
 * The configuration of the Amplify client for the outputs of any backend: with local endpoints for
 * outputs that the sandbox wrote, and Amplify's own for those of a deployment. One line of a front
 * end serves both.
 *
 * Amplify Storage takes no endpoint. Where the sandbox wrote the outputs, each `URL` of their
 * buckets has the sandbox's address as its text from then on.
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
  const url = localEndpoint(outputs);
  if (url === undefined) return config;
  const { Auth, Storage } = config;
  leadBucketUrls(bucketsOf(Storage), url);
  if (!Auth?.Cognito) return config;
  return {
    ...config,
    Auth: { Cognito: { ...Auth.Cognito, userPoolEndpoint: url, identityPoolEndpoint: url } },
  } as ResourcesConfig;
}

/**
 * The endpoint for SDK clients of a front end: the sandbox that wrote the outputs, and none for
 * those of a deployment.
 *
 * @param outputs The content of `amplify_outputs.json`.
 * @example
 * const endpoint = localEndpoint(outputs);
 * const client = new KinesisClient({ region, credentials, ...(endpoint && { endpoint }) });
 */
export function localEndpoint(outputs: Outputs): string | undefined {
  const url = (outputs as { custom?: Record<string, unknown> }).custom?.amplify_recipes_sandbox_url;
  return typeof url === 'string' ? url : undefined;
}

function bucketsOf(storage: ResourcesConfig['Storage']): readonly string[] {
  const { bucket, buckets = {} } = storage?.S3 ?? {};
  const names = [bucket, ...Object.values(buckets).map(({ bucketName }) => bucketName)];
  return names.filter((name) => name !== undefined);
}
