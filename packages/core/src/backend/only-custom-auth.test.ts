import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import {
  type CfnUserPoolClient,
  type OAuthSettings,
  UserPool,
  UserPoolClientIdentityProvider,
} from 'aws-cdk-lib/aws-cognito';
import { describe, expect, it } from 'vitest';
import { allowOnlyCustomAuth, RecipeError } from './index.js';

/** An app client as Amplify creates it. */
function backendWith(
  supportedIdentityProviders?: UserPoolClientIdentityProvider[],
  domain = false,
) {
  const stack = new Stack(new App(), 'auth');
  const userPool = new UserPool(stack, 'pool');
  if (domain) userPool.addDomain('domain', { cognitoDomain: { domainPrefix: 'example' } });
  const oAuth: OAuthSettings = { callbackUrls: ['https://example.com'] };
  const client = userPool.addClient('client', {
    authFlows: { userSrp: true, custom: true, userPassword: true, adminUserPassword: true },
    oAuth,
    ...(supportedIdentityProviders && { supportedIdentityProviders }),
  });
  const cfnUserPoolClient = client.node.defaultChild as CfnUserPoolClient;
  const backend = { auth: { resources: { userPool, cfnResources: { cfnUserPoolClient } } } };
  return { backend, template: () => Template.fromStack(stack) };
}

const CLIENT = 'AWS::Cognito::UserPoolClient';

describe('allowOnlyCustomAuth', () => {
  it('removes every sign-in with the password alone from the app client', () => {
    const { backend, template } = backendWith();
    allowOnlyCustomAuth(backend);
    template().hasResourceProperties(CLIENT, {
      ExplicitAuthFlows: ['ALLOW_CUSTOM_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
      SupportedIdentityProviders: ['COGNITO'],
    });
  });

  const { COGNITO, GOOGLE } = UserPoolClientIdentityProvider;

  it("removes the password from the pool's sign-in page and keeps the external providers", () => {
    const { backend, template } = backendWith([COGNITO, GOOGLE], true);
    allowOnlyCustomAuth(backend);
    template().hasResourceProperties(CLIENT, {
      ExplicitAuthFlows: ['ALLOW_CUSTOM_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
      SupportedIdentityProviders: ['Google'],
    });
  });

  it('rejects a sign-in page that has only the password, and says what to do', () => {
    const { backend } = backendWith([COGNITO], true);
    const { explicitAuthFlows } = backend.auth.resources.cfnResources.cfnUserPoolClient;
    expect(() => allowOnlyCustomAuth(backend)).toThrow(RecipeError);
    expect(() => allowOnlyCustomAuth(backend)).toThrow(
      expect.objectContaining({
        name: 'PasswordDomainError',
        resolution: 'Remove the domain, or add an external provider to the pool.',
      }),
    );
    expect(backend.auth.resources.cfnResources.cfnUserPoolClient.explicitAuthFlows).toEqual(
      explicitAuthFlows,
    );
  });
});
