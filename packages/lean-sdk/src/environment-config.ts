import { replaceModule } from './replaced-module.js';

/**
 * Lambda configures a function with environment variables. It has no configuration files in a home
 * directory, and no metadata of an EC2 instance.
 */
export const environmentConfig = [
  replaceModule({
    plugin: 'environment-config',
    packageName: '@smithy/core',
    file: 'dist-es/submodules/config/node-config-provider/fromSharedConfigFiles.js',
    exports: ['fromSharedConfigFiles'],
    contents: `
      import { CredentialsProviderError } from '../property-provider/CredentialsProviderError';
      export const fromSharedConfigFiles = (_selector, { logger } = {}) => async () => {
        throw new CredentialsProviderError('Not found: this bundle reads no config files.', { logger });
      };
    `,
  }),
  replaceModule({
    plugin: 'environment-config',
    packageName: '@smithy/core',
    file: 'dist-es/submodules/config/config-resolver/regionConfig/getInstanceMetadataRegion.js',
    exports: ['getInstanceMetadataRegion'],
    contents: 'export const getInstanceMetadataRegion = async () => undefined;',
  }),
];
