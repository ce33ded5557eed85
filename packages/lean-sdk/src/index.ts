import type { Plugin } from 'esbuild';
import { environmentConfig } from './environment-config.js';
import { withoutEventStreams } from './event-streams.js';
import { lambdaCredentials } from './lambda-credentials.js';
import { lazyBuiltins } from './lazy-builtins.js';
import { lazyWebStreams } from './lazy-web-streams.js';
import { nativeHashes } from './native-hashes.js';
import { packageVersion } from './package-version.js';
import { schemaKeys } from './schema-keys.js';

/**
 * Plugins of esbuild that leave out the parts of the AWS SDK that a Lambda function does not use.
 * Requests and errors stay the same. A build stops if the SDK has changed where a plugin changes
 * it.
 */
export const leanSdk: readonly Plugin[] = [
  lazyBuiltins,
  lambdaCredentials,
  ...environmentConfig,
  ...withoutEventStreams,
  schemaKeys,
  packageVersion,
  lazyWebStreams,
  ...nativeHashes,
];
