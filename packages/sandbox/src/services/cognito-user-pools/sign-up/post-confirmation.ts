import type { Engine } from '../engine.js';
import type { User } from '../store/users.js';
import { type ClientMetadata, invokeTrigger, withClientMetadata } from '../triggers.js';
import type { UserPool } from '../user-pool/user-pool.js';
import { triggerAttributes } from '../users/usernames.js';

/**
 * Notifies the app that a user is confirmed.
 *
 * If the function fails, the user stays confirmed and the trigger does not run again.
 */
export async function postConfirmation(
  engine: Engine,
  pool: UserPool,
  source: 'PostConfirmation_ConfirmSignUp' | 'PostConfirmation_ConfirmForgotPassword',
  user: User,
  clientId: string,
  clientMetadata: ClientMetadata | undefined,
): Promise<void> {
  const functionArn = pool.triggers.get('PostConfirmation');
  if (functionArn === undefined) return;
  await invokeTrigger(engine, {
    pool,
    trigger: 'PostConfirmation',
    functionArn,
    source,
    userName: user.username,
    clientId,
    request: {
      userAttributes: triggerAttributes(engine, pool, user),
      ...withClientMetadata(clientMetadata),
    },
    response: {},
  });
}
