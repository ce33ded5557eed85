import type { Properties } from '../../../assembly/resource-graph.js';
import { DescribeUserPoolClientRequest, DescribeUserPoolRequest } from '../api-model.js';
import type { AttributeDefinition } from '../attribute-schema.js';
import { adminOperation } from '../operation.js';
import { clientOfPool } from './authentication.js';

/** Properties of the template that stand in the API under the same name. */
const POOL = [
  'AccountRecoverySetting',
  'AdminCreateUserConfig',
  'AliasAttributes',
  'AutoVerifiedAttributes',
  'DeletionProtection',
  'DeviceConfiguration',
  'EmailConfiguration',
  'EmailVerificationMessage',
  'EmailVerificationSubject',
  'LambdaConfig',
  'MfaConfiguration',
  'Policies',
  'SmsAuthenticationMessage',
  'SmsConfiguration',
  'SmsVerificationMessage',
  'UserAttributeUpdateSettings',
  'UserPoolAddOns',
  'UserPoolTags',
  'UserPoolTier',
  'UsernameAttributes',
  'UsernameConfiguration',
  'VerificationMessageTemplate',
];

const CLIENT = [
  'AccessTokenValidity',
  'AllowedOAuthFlows',
  'AllowedOAuthFlowsUserPoolClient',
  'AllowedOAuthScopes',
  'AuthSessionValidity',
  'CallbackURLs',
  'DefaultRedirectURI',
  'EnableTokenRevocation',
  'ExplicitAuthFlows',
  'IdTokenValidity',
  'LogoutURLs',
  'PreventUserExistenceErrors',
  'ReadAttributes',
  'RefreshTokenRotation',
  'RefreshTokenValidity',
  'SupportedIdentityProviders',
  'TokenValidityUnits',
  'WriteAttributes',
];

export const DescribeUserPool = adminOperation(DescribeUserPoolRequest, (engine, input) => {
  const pool = engine.pool(input.UserPoolId);
  return {
    UserPool: {
      ...picked(pool.properties, POOL),
      Id: pool.id,
      Name: pool.name,
      Arn: pool.arn,
      SchemaAttributes: [...pool.schema.values()].map(schemaAttribute),
      EstimatedNumberOfUsers: engine.store.users.count(pool.id),
    },
  };
});

export const DescribeUserPoolClient = adminOperation(
  DescribeUserPoolClientRequest,
  (engine, input) => {
    const { client } = clientOfPool(engine, input.UserPoolId, input.ClientId);
    return {
      UserPoolClient: {
        ...picked(client.properties, CLIENT),
        UserPoolId: client.poolId,
        ClientId: client.id,
        ClientName: client.name,
        ClientSecret: client.secret,
      },
    };
  },
);

function picked(properties: Properties, names: readonly string[]) {
  return Object.fromEntries(
    names.flatMap((name) => (properties[name] === undefined ? [] : [[name, properties[name]]])),
  );
}

function schemaAttribute(definition: AttributeDefinition) {
  const { name, dataType, mutable, required, developerOnly, length, range } = definition;
  return {
    Name: name,
    AttributeDataType: dataType,
    DeveloperOnlyAttribute: developerOnly,
    Mutable: mutable,
    Required: required,
    ...(length && {
      StringAttributeConstraints: { MinLength: String(length.min), MaxLength: String(length.max) },
    }),
    ...(range && {
      NumberAttributeConstraints: {
        ...(range.min !== undefined && { MinValue: String(range.min) }),
        ...(range.max !== undefined && { MaxValue: String(range.max) }),
      },
    }),
  };
}
