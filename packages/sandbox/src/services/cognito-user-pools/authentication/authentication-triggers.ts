import type { Engine } from '../engine.js';
import { invokeTrigger } from '../triggers.js';
import { triggerAttributes } from '../users/usernames.js';
import type { SignIn } from './flow.js';

/**
 * Lets the app reject a sign-in before the password is checked.
 *
 * For a name that belongs to no user, the trigger runs only when the client hides which users
 * exist.
 */
export async function preAuthentication(engine: Engine, signIn: SignIn): Promise<void> {
  const { pool, client, user } = signIn;
  const functionArn = pool.triggers.get('PreAuthentication');
  if (functionArn === undefined) return;
  if (!user && !client.preventUserExistenceErrors) return;
  await invokeTrigger(engine, {
    pool,
    trigger: 'PreAuthentication',
    functionArn,
    source: 'PreAuthentication_Authentication',
    userName: user?.username ?? signIn.username,
    clientId: client.id,
    request: {
      userAttributes: user ? triggerAttributes(engine, pool, user) : {},
      validationData: signIn.validationData ?? null,
      ...(client.preventUserExistenceErrors && { userNotFound: user === undefined }),
    },
    response: {},
  });
}

/** Notifies the app that a user has signed in. If the function fails, the user gets no tokens. */
export async function postAuthentication(engine: Engine, signIn: SignIn): Promise<void> {
  const { pool, client, user, clientMetadata } = signIn;
  const functionArn = pool.triggers.get('PostAuthentication');
  if (functionArn === undefined || !user) return;
  await invokeTrigger(engine, {
    pool,
    trigger: 'PostAuthentication',
    functionArn,
    source: 'PostAuthentication_Authentication',
    userName: user.username,
    clientId: client.id,
    request: {
      userAttributes: triggerAttributes(engine, pool, user),
      newDeviceUsed: false,
      ...(clientMetadata !== undefined && { clientMetadata }),
    },
    response: {},
  });
}
