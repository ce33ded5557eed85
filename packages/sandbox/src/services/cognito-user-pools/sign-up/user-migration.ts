import { randomUUID } from 'node:crypto';
import { AwsError } from '../../../protocols/aws-error.js';
import { isJsonObject } from '../../../protocols/json-value.js';
import type { Engine } from '../engine.js';
import { composeMessage } from '../messages/messages.js';
import type { User, UserAttributes, UserStatus } from '../store/users.js';
import {
  type ClientMetadata,
  invokeTrigger,
  type TriggerResponse,
  unrecognizable,
  withClientMetadata,
} from '../triggers.js';
import type { UserPool } from '../user-pool/user-pool.js';
import type { UserPoolClient } from '../user-pool/user-pool-client.js';
import { checkNewAttributes } from '../users/attributes.js';
import { type CodeDelivery, contactOf } from '../users/code-delivery.js';
import { usernameAttribute } from '../users/usernames.js';
import { insertUser, newUser } from './new-user.js';

export type Migration = {
  readonly pool: UserPool;
  readonly client: UserPoolClient;
  readonly source: 'UserMigration_Authentication' | 'UserMigration_ForgotPassword';
  /** The name that the user typed. */
  readonly username: string;
  /** The password that the user typed. `undefined` when they forgot it. */
  readonly password?: string;
  readonly validationData?: ClientMetadata | undefined;
  readonly clientMetadata?: ClientMetadata | undefined;
};

type MigratedUser = {
  readonly attributes: UserAttributes;
  readonly finalUserStatus: 'CONFIRMED' | 'RESET_REQUIRED';
  readonly welcome: boolean;
  readonly mediums: readonly string[];
  readonly forceAliasCreation: boolean;
};

/**
 * Asks the app for a user who is not in the pool, and saves the user.
 *
 * @returns `undefined` when the pool has no such trigger, or the function does not know the user.
 * @throws {AwsError} The errors of {@link invokeTrigger}, and those for a user that the pool
 *   rejects.
 */
export async function migrateUser(engine: Engine, migration: Migration): Promise<User | undefined> {
  const { pool, client, username } = migration;
  const functionArn = pool.triggers.get('UserMigration');
  if (functionArn === undefined) return undefined;
  const response = await invokeTrigger(engine, {
    pool,
    trigger: 'UserMigration',
    functionArn,
    source: migration.source,
    userName: username,
    clientId: client.id,
    request: {
      ...(migration.password !== undefined && { password: migration.password }),
      validationData: migration.validationData ?? null,
      userAttributes: null,
      ...withClientMetadata(migration.clientMetadata),
    },
    response: {
      userAttributes: null,
      forceAliasCreation: null,
      enableSMSMFA: null,
      finalUserStatus: null,
      messageAction: null,
      desiredDeliveryMediums: null,
    },
  });
  const migrated = readMigratedUser(response);
  if (!migrated) return undefined;
  const user = saveMigratedUser(engine, migration, migrated);
  if (migrated.welcome) await sendWelcome(engine, migration, user, migrated.mediums);
  return user;
}

function saveMigratedUser(engine: Engine, migration: Migration, migrated: MigratedUser): User {
  const { pool, username, password } = migration;
  const signInAttribute = usernameAttribute(pool, username);
  const attributes = {
    ...migrated.attributes,
    ...(signInAttribute && { [signInAttribute]: username }),
  };
  checkNewAttributes(pool, attributes, false);
  const sub = randomUUID();
  const status: UserStatus = password === undefined ? 'RESET_REQUIRED' : migrated.finalUserStatus;
  const user = newUser(engine, pool, {
    sub,
    username: signInAttribute ? sub : username,
    attributes,
    password,
    status,
  });
  insertUser(engine, pool, user, signInAttribute, migrated.forceAliasCreation);
  return user;
}

/** The welcome message has no temporary password, because a migrated user keeps their own. */
async function sendWelcome(
  engine: Engine,
  { pool, client, username, clientMetadata }: Migration,
  user: User,
  mediums: readonly string[],
): Promise<void> {
  const deliveries: CodeDelivery[] = [
    ...(mediums.includes('EMAIL') ? contactOf(user, 'email') : []),
    ...(mediums.includes('SMS') ? contactOf(user, 'phone_number') : []),
  ];
  for (const delivery of deliveries) {
    const message = await composeMessage(engine, {
      pool,
      clientId: client.id,
      user,
      source: 'CustomMessage_AdminCreateUser',
      delivery,
      clientMetadata,
      invited: username,
    });
    message.send(undefined);
  }
}

function readMigratedUser(response: TriggerResponse): MigratedUser | undefined {
  const { userAttributes, finalUserStatus, messageAction, desiredDeliveryMediums } = response;
  if (userAttributes === undefined || userAttributes === null) return undefined;
  if (!isJsonObject(userAttributes)) throw unrecognizable();
  const attributes = Object.entries(userAttributes).filter(([, value]) => value !== null);
  if (attributes.length === 0) return undefined;
  if (attributes.some(([, value]) => typeof value !== 'string')) throw unrecognizable();
  if (userAttributes.sub !== undefined) {
    throw new AwsError('InvalidLambdaResponseException', 'UserMigration cannot set sub.');
  }
  const mediums = desiredDeliveryMediums ?? ['SMS'];
  if (!Array.isArray(mediums)) throw unrecognizable();
  const force = response.forceAliasCreation ?? false;
  if (typeof force !== 'boolean') throw unrecognizable();
  return {
    attributes: Object.fromEntries(attributes) as UserAttributes,
    finalUserStatus: readStatus(finalUserStatus),
    welcome: messageAction !== 'SUPPRESS',
    mediums: mediums.map(String),
    forceAliasCreation: force,
  };
}

function readStatus(status: unknown): MigratedUser['finalUserStatus'] {
  if (status === undefined || status === null || status === 'CONFIRMED') return 'CONFIRMED';
  if (status === 'RESET_REQUIRED') return 'RESET_REQUIRED';
  throw unrecognizable();
}
