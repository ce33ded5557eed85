import type { CfnUserPoolClient, CfnUserPoolDomain, IUserPool } from 'aws-cdk-lib/aws-cognito';
import { RecipeError } from './recipe-error.js';
import { isOfType } from './resource-type.js';

/** The result of `defineBackend`, reduced to `auth`. */
export type BackendWithAppClient = {
  readonly auth: {
    readonly resources: {
      readonly userPool: IUserPool;
      readonly cfnResources: { readonly cfnUserPoolClient: CfnUserPoolClient };
    };
  };
};

const COGNITO = 'COGNITO';

/**
 * Lets users sign in only through the app's custom challenges. By default, Amplify's app client
 * also accepts the password alone (`USER_SRP_AUTH`): a client that calls Cognito directly would
 * bypass every custom challenge.
 *
 * If the pool has a domain for external providers, its sign-in page no longer accepts the password.
 * Users of an external provider still sign in at the provider.
 *
 * @throws {RecipeError} When the pool has a domain, but no external provider to sign in with.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html
 * @example
 * const backend = defineBackend({ auth });
 * allowOnlyCustomAuth(backend);
 */
export function allowOnlyCustomAuth(backend: BackendWithAppClient): void {
  const { userPool, cfnResources } = backend.auth.resources;
  const { cfnUserPoolClient: client } = cfnResources;
  if (hasDomain(userPool)) {
    const providers: string[] = client.stack.resolve(client.supportedIdentityProviders) ?? [];
    const external = providers.filter((provider) => provider !== COGNITO);
    if (external.length === 0) {
      throw new RecipeError('PasswordDomainError', {
        message:
          "The sign-in page on the user pool's domain accepts the password without a custom challenge.",
        resolution: 'Remove the domain, or add an external provider to the pool.',
      });
    }
    client.supportedIdentityProviders = external;
  }
  client.explicitAuthFlows = ['ALLOW_CUSTOM_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'];
}

function hasDomain(userPool: IUserPool): boolean {
  return userPool.node.findAll().some(isDomain);
}

const isDomain = isOfType<CfnUserPoolDomain>('AWS::Cognito::UserPoolDomain');
