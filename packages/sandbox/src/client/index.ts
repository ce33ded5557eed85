import type { ResourcesConfig } from 'aws-amplify';
import { parseAmplifyConfig } from 'aws-amplify/utils';
import { leadBucketUrls } from './bucket-urls.js';

type Outputs = Parameters<typeof parseAmplifyConfig>[0];

/**
 * Returns the configuration of the Amplify client for the outputs of any backend. It adds local
 * endpoints to outputs that the sandbox wrote, and changes nothing for a deployed backend. So the
 * same line of a front end works for both.
 *
 * Amplify Storage has no option for an endpoint. For outputs that the sandbox wrote, the text of
 * each `URL` of the backend's buckets contains the sandbox's address from then on.
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
 * Returns the endpoint for SDK clients of a front end: the sandbox that wrote the outputs, or
 * `undefined` for a deployed backend.
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
