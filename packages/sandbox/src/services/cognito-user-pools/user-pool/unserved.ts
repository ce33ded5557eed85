import { integerOf, objectOf } from '../../../assembly/template-values.js';
import { TRIGGERS, type UserPool } from './user-pool.js';

const SERVED_TRIGGERS: ReadonlySet<string> = new Set([
  ...TRIGGERS,
  'PreTokenGeneration',
  'PreTokenGenerationConfig',
  'CustomEmailSender',
  'CustomSMSSender',
  'KMSKeyID',
]);

/** One sentence for each setting of a pool that the sandbox does not support. */
export function unserved(pool: UserPool): readonly string[] {
  const { Policies, LambdaConfig, DeviceConfiguration } = pool.properties;
  const triggers = Object.keys(objectOf(LambdaConfig)).filter((name) => !SERVED_TRIGGERS.has(name));
  const history = integerOf(objectOf(objectOf(Policies).PasswordPolicy).PasswordHistorySize) ?? 0;
  return [
    ...when(
      triggers.length > 0,
      `has triggers that the sandbox does not invoke: ${triggers.join(', ')}`,
    ),
    ...when(
      pool.customSenders.functions.size > 0 && pool.customSenders.keyId === undefined,
      'has a custom sender and no KMSKeyID: no code can be sent, and AWS rejects such a pool',
    ),
    ...when(
      pool.firstFactors.includes('WEB_AUTHN'),
      'offers sign-in by passkey (WEB_AUTHN), which the sandbox does not support',
    ),
    ...when(
      pool.identityProviders.size > 0,
      `has identity providers, from which nobody can sign in here: ${[...pool.identityProviders.keys()].join(', ')}`,
    ),
    ...when(history > 0, 'keeps a history of passwords, which the sandbox does not'),
    ...when(
      Object.keys(objectOf(DeviceConfiguration)).length > 0,
      'remembers devices, which the sandbox does not: users have no devices',
    ),
  ].map((sentence) => `User pool ${pool.id} ${sentence}.`);
}

function when(condition: boolean, sentence: string): readonly string[] {
  return condition ? [sentence] : [];
}
