import { AwsError } from '../../../protocols/aws-error.js';
import { adminOperation } from '../api/operation.js';
import {
  AdminDisableProviderForUserRequest,
  AdminLinkProviderForUserRequest,
} from '../api/requests.js';
import type { Engine } from '../engine.js';
import { invalidParameter, userNotFound } from '../errors.js';
import type { ExternalIdentity } from '../store/identities.js';
import type { User } from '../store/users.js';
import type { UserPool } from '../user-pool/user-pool.js';
import { changeUser } from '../users/user-changes.js';
import { requireUser } from '../users/usernames.js';

/** The pool itself as a provider: its own users have a password. */
const LOCAL = 'Cognito';
/** The provider's own unique name for a user. */
const SUBJECT = 'Cognito_Subject';
const MOST_IDENTITIES = 5;

type ProviderUser = {
  readonly ProviderName?: string | undefined;
  readonly ProviderAttributeName?: string | undefined;
  readonly ProviderAttributeValue?: string | undefined;
};

export const AdminLinkProviderForUser = adminOperation(
  AdminLinkProviderForUserRequest,
  (engine, input) => {
    const pool = engine.pool(input.UserPoolId);
    const destination = input.DestinationUser;
    const value = required(destination.ProviderAttributeValue, 'DestinationUser');
    // Nobody signs in from a provider here, so a provider's user does not exist.
    if (destination.ProviderName !== LOCAL) throw userNotFound();
    const user = requireUser(engine, pool, value);
    const source = externalIdentity(pool, input.SourceUser, 'SourceUser');
    engine.store.transaction(() => {
      const owner = engine.store.identities.owner(pool.id, source);
      if (owner === user.sub) {
        throw invalidParameter('SourceUser is already linked to DestinationUser');
      }
      if (owner !== undefined) {
        throw new AwsError('AliasExistsException', 'SourceUser is already linked to another user');
      }
      if (engine.store.identities.ofUser(user.sub).length >= MOST_IDENTITIES) {
        throw new AwsError(
          'LimitExceededException',
          `A user cannot be linked to more than ${MOST_IDENTITIES} identities.`,
        );
      }
      engine.store.identities.link(user, { ...source, linkedAt: engine.context.now() });
      saveIdentities(engine, pool, user);
    });
    return {};
  },
);

export const AdminDisableProviderForUser = adminOperation(
  AdminDisableProviderForUserRequest,
  (engine, input) => {
    const pool = engine.pool(input.UserPoolId);
    if (input.User.ProviderName === LOCAL) {
      takePassword(engine, pool, input.User);
      return {};
    }
    const identity = externalIdentity(pool, input.User, 'User');
    engine.store.transaction(() => {
      const owner = engine.store.identities.owner(pool.id, identity);
      const user = owner === undefined ? undefined : engine.store.users.find(owner);
      if (!user) throw userNotFound();
      engine.store.identities.unlink(pool.id, identity);
      saveIdentities(engine, pool, user);
    });
    return {};
  },
);

function takePassword(engine: Engine, pool: UserPool, local: ProviderUser): void {
  if (local.ProviderAttributeName !== SUBJECT) {
    throw invalidParameter(`ProviderAttributeName must be ${SUBJECT} for ${LOCAL} users.`);
  }
  const user = requireUser(engine, pool, required(local.ProviderAttributeValue, 'User'));
  changeUser(engine, pool, user, () => ({ password: undefined, passwordExpiresAt: undefined }));
}

function externalIdentity(pool: UserPool, given: ProviderUser, member: string): ExternalIdentity {
  const provider = required(given.ProviderName, member);
  if (!pool.identityProviders.has(provider)) {
    throw invalidParameter(`${member} must be of an identity provider of the user pool.`);
  }
  return {
    provider,
    attribute: required(given.ProviderAttributeName, member),
    value: required(given.ProviderAttributeValue, member),
  };
}

function required(value: string | undefined, member: string): string {
  if (!value) throw invalidParameter(`${member} is incomplete.`);
  return value;
}

/** Writes the links to the user's attribute `identities`, as Cognito does. */
function saveIdentities(engine: Engine, pool: UserPool, user: User): void {
  const identities = engine.store.identities.ofUser(user.sub).map((identity) => ({
    userId: identity.value,
    providerName: identity.provider,
    providerType: pool.identityProviders.get(identity.provider) ?? identity.provider,
    issuer: null,
    primary: false,
    dateCreated: identity.linkedAt,
  }));
  changeUser(engine, pool, user, (current) => {
    const { identities: _, ...rest } = current.attributes;
    return {
      attributes:
        identities.length === 0 ? rest : { ...rest, identities: JSON.stringify(identities) },
    };
  });
}
