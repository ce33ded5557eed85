import { replaceModule } from './replaced-module.js';

/**
 * Lambda gives a function its credentials in environment variables. The SDK's default chain also
 * supports single sign-on, web identity, processes and instance metadata: half of a bundle.
 */
export const lambdaCredentials = replaceModule({
  plugin: 'lambda-credentials',
  packageName: '@aws-sdk/credential-provider-node',
  file: 'dist-es/defaultProvider.js',
  exports: ['credentialsTreatedAsExpired', 'credentialsWillNeedRefresh', 'defaultProvider'],
  contents: `
    export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';
    export const credentialsWillNeedRefresh = (credentials) => credentials?.expiration !== undefined;
    export const credentialsTreatedAsExpired = (credentials) =>
      credentialsWillNeedRefresh(credentials) && credentials.expiration.getTime() - Date.now() < 300000;
  `,
});
