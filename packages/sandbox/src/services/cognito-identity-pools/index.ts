import { randomUUID } from 'node:crypto';
import type { ResourceType } from '../../assembly/resource-graph.js';
import type { ServiceContext } from '../../context/service-context.js';
import { type CredentialStore, IDENTITY_POOL_SESSION } from '../../iam/credentials.js';
import { AwsError } from '../../protocols/aws-error.js';
import { answerJson, type JsonObject } from '../../protocols/json.js';
import type { Service, ServiceDefinition } from '../service.js';
import { type IdentityPool, identityPoolsOf } from './identity-pool.js';
import { type Login, verifyLogins } from './logins.js';

const LIFETIME_MS = 60 * 60 * 1000;
const HEX = '0123456789abcdef';

export type IdentityPoolsOptions = {
  readonly credentials: CredentialStore;
  /** URL of the gateway, which publishes the user pools' keys. */
  readonly endpoint: () => string;
};

const resourceTypes: Readonly<Record<string, ResourceType>> = {
  'AWS::Cognito::IdentityPool': {
    physicalId: ({ region, id }) =>
      `${region}:${id(30, HEX).replace(/^(.{8})(.{4})(.{3})(.{3})(.{12})$/, '$1-$2-4$3-8$4-$5')}`,
    attributes: ({ properties, logicalId, physicalId }) => ({
      Id: physicalId,
      Name: properties.IdentityPoolName ?? logicalId,
    }),
  },
  'AWS::Cognito::IdentityPoolRoleAttachment': {
    physicalId: ({ stackName, logicalId, id }) => `${stackName}-${logicalId}-${id(12)}`,
    attributes: ({ physicalId }) => ({ Id: physicalId }),
  },
};

/**
 * Amazon Cognito identity pools: identities of guests and of users of a user pool. Each identity
 * gets the credentials of its role.
 *
 * @see https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_GetCredentialsForIdentity.html
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/switching-identities.html
 */
export function cognitoIdentityPools(options: IdentityPoolsOptions): ServiceDefinition {
  return {
    name: 'cognito-identity-pools',
    resourceTypes,
    create: (context) => createIdentityPools(options, context),
  };
}

function createIdentityPools(
  { credentials, endpoint }: IdentityPoolsOptions,
  context: ServiceContext,
): Service {
  const { database, now } = context;
  database.exec(`CREATE TABLE IF NOT EXISTS cognito_identity_pools_identities (
    id TEXT PRIMARY KEY, pool_id TEXT NOT NULL, provider TEXT, subject TEXT,
    UNIQUE (pool_id, provider, subject)
  ) STRICT`);
  const insert = database.prepare(
    'INSERT INTO cognito_identity_pools_identities (id, pool_id, provider, subject) VALUES (?, ?, ?, ?)',
  );
  const selectById = database.prepare(
    'SELECT * FROM cognito_identity_pools_identities WHERE id = ?',
  );
  const selectByLogin = database.prepare(
    'SELECT id FROM cognito_identity_pools_identities WHERE pool_id = ? AND provider = ? AND subject = ?',
  );
  const link = database.prepare(
    'UPDATE cognito_identity_pools_identities SET provider = ?, subject = ? WHERE id = ?',
  );
  let pools: ReadonlyMap<string, IdentityPool> = new Map();

  const poolOf = (id: unknown): IdentityPool => {
    const pool = pools.get(String(id));
    if (!pool) {
      throw new AwsError('ResourceNotFoundException', `IdentityPool '${id}' not found.`);
    }
    return pool;
  };
  const loginOf = async ({ Logins }: JsonObject, pool: IdentityPool) => {
    const login = await verifyLogins(Logins, pool, endpoint(), now());
    if (!login && !pool.allowsGuests) {
      throw new AwsError(
        'NotAuthorizedException',
        'Unauthenticated access is not supported for this identity pool.',
      );
    }
    return login;
  };

  const operations = {
    async GetId(input: JsonObject) {
      const pool = poolOf(input.IdentityPoolId);
      const login = await loginOf(input, pool);
      const known = login && selectByLogin.get(pool.id, login.provider, login.subject);
      if (known) return { IdentityId: known.id };
      const id = `${context.region}:${randomUUID()}`;
      insert.run(id, pool.id, login?.provider ?? null, login?.subject ?? null);
      return { IdentityId: id };
    },

    async GetCredentialsForIdentity(input: JsonObject) {
      const identity = selectById.get(String(input.IdentityId));
      if (!identity) {
        throw new AwsError(
          'ResourceNotFoundException',
          `Identity '${input.IdentityId}' not found.`,
        );
      }
      const pool = poolOf(identity.pool_id);
      const login = await loginOf(input, pool);
      let id = String(identity.id);
      if (login && identity.provider === null) {
        const known = selectByLogin.get(pool.id, login.provider, login.subject);
        // A guest who signs in keeps the identity, unless the user already has one.
        if (known) id = String(known.id);
        else link.run(login.provider, login.subject, id);
      } else if (
        (login?.provider ?? null) !== identity.provider ||
        (login?.subject ?? null) !== identity.subject
      ) {
        throw new AwsError(
          'NotAuthorizedException',
          'Access to Identity is forbidden: it belongs to another login.',
        );
      }
      const roleArn = login ? roleOfLogin(pool, login, input.CustomRoleArn) : pool.guestRole;
      if (!roleArn) {
        throw new AwsError(
          'InvalidIdentityPoolConfigurationException',
          'Invalid identity pool configuration. Check assigned IAM roles for this pool.',
        );
      }
      // Whole seconds, so that two calls within one second return the same credentials.
      const expiresAt = Math.floor((now() + LIFETIME_MS) / 1000) * 1000;
      const issued = credentials.forRole(roleArn, IDENTITY_POOL_SESSION, {
        expiresAt,
        subject: id,
        identityPool: {
          poolId: pool.id,
          ...(login && { login: { provider: login.provider, subject: login.subject } }),
        },
      });
      return {
        IdentityId: id,
        Credentials: {
          AccessKeyId: issued.accessKeyId,
          SecretKey: issued.secretAccessKey,
          SessionToken: issued.sessionToken,
          Expiration: expiresAt / 1000,
        },
      };
    },
  };

  return {
    signingName: 'cognito-identity',
    maxBodyBytes: 256 * 1024,
    matches: ({ target }) => target?.prefix === 'AWSCognitoIdentityService',
    handle: (request) => answerJson(operations, request),
    deploy(graph) {
      pools = identityPoolsOf(graph);
    },
    describe({ type, physicalId }) {
      if (type !== 'AWS::Cognito::IdentityPool') return undefined;
      return `${physicalId}${pools.get(physicalId)?.allowsGuests ? ', guests allowed' : ''}`;
    },
  };
}

/**
 * The role of a signed-in user.
 *
 * It is the requested role if the token lists it, the token's preferred or only role, or the pool's
 * fallback.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/role-based-access-control.html
 */
function roleOfLogin(pool: IdentityPool, login: Login, wanted: unknown): string | undefined {
  const mapping = pool.roleMappings.get(`${login.provider}:${login.clientId}`);
  if (!mapping) return pool.signedInRole;
  if (mapping.type === 'Rules') {
    throw new AwsError(
      'InvalidIdentityPoolConfigurationException',
      'The sandbox supports role mappings by the token, but not by rules.',
    );
  }
  const { 'cognito:roles': roles, 'cognito:preferred_role': preferred } = login.claims;
  const listed: readonly unknown[] = Array.isArray(roles) ? roles : [];
  if (wanted !== undefined) {
    if (listed.includes(wanted)) return String(wanted);
    throw new AwsError(
      'NotAuthorizedException',
      'The custom role is not among the roles of the token.',
    );
  }
  if (typeof preferred === 'string') return preferred;
  if (listed.length === 1) return String(listed[0]);
  return mapping.otherwise === 'AuthenticatedRole' ? pool.signedInRole : undefined;
}
