import { properties } from './template-values.js';
import { TRIGGERS, type UserPool } from './user-pool.js';

const SERVED_TRIGGERS: ReadonlySet<string> = new Set([
  ...TRIGGERS,
  'PreTokenGeneration',
  'PreTokenGenerationConfig',
  'KMSKeyID',
]);

/** What a pool asks for and will not get here, a sentence each. */
export function unserved(pool: UserPool): readonly string[] {
  const triggers = Object.keys(properties(pool.properties.LambdaConfig)).filter(
    (name) => !SERVED_TRIGGERS.has(name),
  );
  return [
    ...(pool.mfa === 'ON'
      ? [
          `User pool ${pool.id} requires multi-factor authentication, which the sandbox does not serve: nobody can sign in.`,
        ]
      : []),
    ...(pool.mfa === 'OPTIONAL'
      ? [
          `User pool ${pool.id} offers multi-factor authentication, which the sandbox does not serve: users sign in without it.`,
        ]
      : []),
    ...(triggers.length > 0
      ? [
          `User pool ${pool.id} has triggers that the sandbox does not invoke: ${triggers.join(', ')}.`,
        ]
      : []),
  ];
}
