import type { Properties } from '../../../assembly/resource-graph.js';
import { objectOf, textsOf } from '../../../assembly/template-values.js';
import { adminOperation } from '../api/operation.js';
import { page } from '../api/pagination.js';
import {
  DescribeUserPoolClientRequest,
  DescribeUserPoolRequest,
  ListUserPoolClientsRequest,
  ListUserPoolsRequest,
} from '../api/requests.js';
import type { Engine } from '../engine.js';
import type { AttributeDefinition } from '../user-pool/attribute-schema.js';
import type { UserPool } from '../user-pool/user-pool.js';
import type { UserPoolClient } from '../user-pool/user-pool-client.js';
import { clientOfPool } from './authentication.js';

/** Properties of the template that have the same name in the API. */
const POOL = [
  'AccountRecoverySetting',
  'AliasAttributes',
  'AutoVerifiedAttributes',
  'DeletionProtection',
  'DeviceConfiguration',
  'EmailConfiguration',
  'EmailVerificationMessage',
  'EmailVerificationSubject',
  'LambdaConfig',
  'MfaConfiguration',
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
  'CallbackURLs',
  'DefaultRedirectURI',
  'EnablePropagateAdditionalUserContextData',
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

/** The defaults of a pool whose template does not set them. */
const POOL_DEFAULTS: Properties = {
  DeletionProtection: 'INACTIVE',
  EmailConfiguration: { EmailSendingAccount: 'COGNITO_DEFAULT' },
  LambdaConfig: {},
  MfaConfiguration: 'OFF',
  UserPoolTags: {},
  UserPoolTier: 'ESSENTIALS',
  VerificationMessageTemplate: { DefaultEmailOption: 'CONFIRM_WITH_CODE' },
};

const CLIENT_DEFAULTS: Properties = {
  AllowedOAuthFlowsUserPoolClient: false,
  EnablePropagateAdditionalUserContextData: false,
  RefreshTokenValidity: 30,
  TokenValidityUnits: {},
};

export const ListUserPools = adminOperation(ListUserPoolsRequest, (engine, input) => {
  const { items, next } = page(engine.pools, input.MaxResults, input.NextToken, ({ id }) => id);
  return {
    UserPools: items.map((pool) => ({
      Id: pool.id,
      Name: pool.name,
      LambdaConfig: objectOf(pool.properties.LambdaConfig),
      ...dates(engine, pool.id),
    })),
    NextToken: next,
  };
});

export const ListUserPoolClients = adminOperation(ListUserPoolClientsRequest, (engine, input) => {
  const pool = engine.pool(input.UserPoolId);
  const clients = engine.clients.filter(({ poolId }) => poolId === pool.id);
  // Clients that register themselves (`DCR`) are not supported: every client is in the template.
  const ofType = input.ClientType === 'DCR' ? [] : clients;
  const { items, next } = page(ofType, input.MaxResults, input.NextToken, ({ id }) => id);
  return {
    UserPoolClients: items.map((client) => ({
      ClientId: client.id,
      UserPoolId: pool.id,
      ClientName: client.name,
    })),
    NextToken: next,
  };
});

export const DescribeUserPool = adminOperation(DescribeUserPoolRequest, (engine, input) => {
  const pool = engine.pool(input.UserPoolId);
  return {
    UserPool: {
      ...POOL_DEFAULTS,
      ...picked(pool.properties, POOL),
      ...domain(pool),
      Id: pool.id,
      Name: pool.name,
      Arn: pool.arn,
      AdminCreateUserConfig: {
        UnusedAccountValidityDays: pool.passwordPolicy.temporaryPasswordValidityDays,
        ...objectOf(pool.properties.AdminCreateUserConfig),
        AllowAdminCreateUserOnly: pool.adminCreateUserOnly,
      },
      Policies: policies(pool),
      SchemaAttributes: [...pool.schema.values()].map(schemaAttribute),
      EstimatedNumberOfUsers: engine.store.users.count(pool.id),
      ...dates(engine, pool.id),
    },
  };
});

export const DescribeUserPoolClient = adminOperation(
  DescribeUserPoolClientRequest,
  (engine, input) => {
    const { client } = clientOfPool(engine, input.UserPoolId, input.ClientId);
    return {
      UserPoolClient: {
        ...CLIENT_DEFAULTS,
        ...picked(client.properties, CLIENT),
        ...settings(client),
        UserPoolId: client.poolId,
        ClientId: client.id,
        ClientName: client.name,
        ClientSecret: client.secret,
        ...dates(engine, client.id),
      },
    };
  },
);

function settings(client: UserPoolClient) {
  return {
    AuthSessionValidity: client.authSessionSeconds / 60,
    EnableTokenRevocation: client.enableTokenRevocation,
    ExplicitAuthFlows: textsOf(client.properties.ExplicitAuthFlows) ?? client.explicitAuthFlows,
  };
}

function policies({ passwordPolicy, firstFactors }: UserPool) {
  return {
    PasswordPolicy: {
      MinimumLength: passwordPolicy.minimumLength,
      RequireUppercase: passwordPolicy.requireUppercase,
      RequireLowercase: passwordPolicy.requireLowercase,
      RequireNumbers: passwordPolicy.requireNumbers,
      RequireSymbols: passwordPolicy.requireSymbols,
      TemporaryPasswordValidityDays: passwordPolicy.temporaryPasswordValidityDays,
    },
    SignInPolicy: { AllowedFirstAuthFactors: firstFactors },
  };
}

function domain({ domain }: UserPool) {
  if (!domain) return {};
  return domain.custom ? { CustomDomain: domain.name } : { Domain: domain.name };
}

function dates(engine: Engine, id: string) {
  const deployed = engine.store.deployedResources.find(id);
  return (
    deployed && {
      CreationDate: deployed.createdAt / 1000,
      LastModifiedDate: deployed.modifiedAt / 1000,
    }
  );
}

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
