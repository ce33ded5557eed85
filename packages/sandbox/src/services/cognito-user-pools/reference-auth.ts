import type { ReferencedResource, ResourceType } from '../../assembly/resource-graph.js';
import { objectOf, textOf } from '../../assembly/template-values.js';

/** The custom resource that `referenceAuth` of Amplify puts into the template, in place of a pool. */
export const REFERENCE_AUTH = 'Custom::AmplifyRefAuth';

const PASSWORD_REQUIREMENTS = [
  'REQUIRES_NUMBERS',
  'REQUIRES_LOWERCASE',
  'REQUIRES_UPPERCASE',
  'REQUIRES_SYMBOLS',
];

/**
 * A user pool, a client, an identity pool, groups and roles that are in AWS already, by their ids.
 * Here they are made, as Amplify's own `defineAuth({ loginWith: { email: true } })` makes them, with
 * the ids that the backend names and without users.
 *
 * @see https://docs.amplify.aws/react/build-a-backend/auth/use-existing-cognito-resources/
 */
export const referenceAuthType: ResourceType = {
  physicalId: ({ stackName, logicalId, id }) => `${stackName}-${logicalId}-${id(12)}`,
  // Amplify's own function reads these from AWS for the outputs.
  attributes: ({ properties, region }) => ({
    userPoolId: textOf(properties.userPoolId) ?? '',
    webClientId: textOf(properties.userPoolClientId) ?? '',
    identityPoolId: textOf(properties.identityPoolId) ?? '',
    signupAttributes: '["email"]',
    usernameAttributes: '["email"]',
    verificationMechanisms: '["email"]',
    passwordPolicyMinLength: '8',
    passwordPolicyRequirements: JSON.stringify(PASSWORD_REQUIREMENTS),
    mfaConfiguration: 'OFF',
    mfaTypes: '[]',
    socialProviders: '[]',
    oauthCognitoDomain: `.auth.${region}.amazoncognito.com`,
    allowUnauthenticatedIdentities: 'true',
    oauthScope: '[]',
    oauthRedirectSignIn: '',
    oauthRedirectSignOut: '',
    oauthResponseType: '',
    oauthClientId: textOf(properties.userPoolClientId) ?? '',
  }),
  references: ({ properties, region: ownRegion }) => {
    const UserPoolId = textOf(properties.userPoolId) ?? '';
    const ClientId = textOf(properties.userPoolClientId) ?? '';
    const IdentityPoolId = textOf(properties.identityPoolId) ?? '';
    const groups = Object.entries(objectOf(properties.groups));
    const region = /^(.+)_[^_]+$/.exec(UserPoolId)?.[1] ?? ownRegion;
    const ProviderName = `cognito-idp.${region}.amazonaws.com/${UserPoolId}`;
    const roles = [
      properties.authRoleArn,
      properties.unauthRoleArn,
      ...groups.map(([, arn]) => arn),
    ];
    return [
      {
        type: 'AWS::Cognito::UserPool',
        physicalId: UserPoolId,
        properties: {
          AutoVerifiedAttributes: ['email'],
          UsernameAttributes: ['email'],
          UsernameConfiguration: { CaseSensitive: false },
          Schema: [{ Mutable: true, Name: 'email', Required: true }],
          AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'verified_email', Priority: 1 }] },
          Policies: {
            PasswordPolicy: {
              MinimumLength: 8,
              RequireLowercase: true,
              RequireNumbers: true,
              RequireSymbols: true,
              RequireUppercase: true,
            },
          },
        },
        attributes: { ProviderName, ProviderURL: `https://${ProviderName}` },
      },
      {
        type: 'AWS::Cognito::UserPoolClient',
        physicalId: ClientId,
        properties: {
          UserPoolId,
          ExplicitAuthFlows: [
            'ALLOW_CUSTOM_AUTH',
            'ALLOW_USER_SRP_AUTH',
            'ALLOW_USER_PASSWORD_AUTH',
            'ALLOW_REFRESH_TOKEN_AUTH',
          ],
          PreventUserExistenceErrors: 'ENABLED',
        },
      },
      ...groups.map(
        ([GroupName, RoleArn], index): ReferencedResource => ({
          type: 'AWS::Cognito::UserPoolGroup',
          physicalId: GroupName,
          properties: { UserPoolId, GroupName, RoleArn, Precedence: index },
        }),
      ),
      {
        type: 'AWS::Cognito::IdentityPool',
        physicalId: IdentityPoolId,
        properties: {
          AllowUnauthenticatedIdentities: true,
          CognitoIdentityProviders: [{ ClientId, ProviderName }],
        },
      },
      {
        type: 'AWS::Cognito::IdentityPoolRoleAttachment',
        physicalId: `${IdentityPoolId} roles`,
        properties: {
          IdentityPoolId,
          Roles: {
            authenticated: properties.authRoleArn ?? '',
            unauthenticated: properties.unauthRoleArn ?? '',
          },
          RoleMappings: {
            UserPoolWebClientRoleMapping: {
              AmbiguousRoleResolution: 'AuthenticatedRole',
              IdentityProvider: `${ProviderName}:${ClientId}`,
              Type: 'Token',
            },
          },
        },
      },
      ...[...new Set(roles.flatMap((arn) => textOf(arn) ?? []))].map((Arn) => ({
        type: 'AWS::IAM::Role',
        physicalId: Arn.slice(Arn.lastIndexOf('/') + 1),
        properties: {},
        attributes: { Arn },
      })),
    ];
  },
};

/** The warnings for a reference. */
export function referenceAuthWarning(userPoolId: string): string {
  return `The backend refers to the user pool ${userPoolId} in AWS. Here it is one of the sandbox, without users, that signs up and in with an e-mail address and a password; its roles allow only what this backend adds to them.`;
}
