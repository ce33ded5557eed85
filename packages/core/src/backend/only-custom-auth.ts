import type { CfnUserPoolClient, CfnUserPoolDomain, IUserPool } from 'aws-cdk-lib/aws-cognito';
import { RecipeError } from './recipe-error.js';
import { isOfType } from './resource-type.js';

/** What `defineBackend` returns, as far as it matters here: a backend with `auth`. */
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
 * Lets users sign in by the app's custom challenges only. Amplify's app client takes the password
 * alone as well (`USER_SRP_AUTH`): whoever asks it directly passes by every custom challenge.
 *
 * Where the pool has a domain for external providers, the password is not taken there either. A
 * provider's own users still sign in at the provider.
 *
 * @throws {RecipeError} When the pool's domain would be left without any way to sign in.
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
        message: "The user pool's domain has a sign-in page that takes the password alone.",
        resolution: 'Take the domain away, or give the pool an external provider.',
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
