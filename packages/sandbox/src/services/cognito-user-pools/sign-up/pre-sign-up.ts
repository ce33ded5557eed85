import { AwsError } from '../../../protocols/aws-error.js';
import type { Engine } from '../engine.js';
import type { UserAttributes } from '../store/users.js';
import {
  type ClientMetadata,
  invokeTrigger,
  type TriggerResponse,
  unrecognizable,
  withClientMetadata,
} from '../triggers.js';
import type { UserPool, VerifiableAttribute } from '../user-pool/user-pool.js';

/** The decision of the pre sign-up trigger about a new user. */
export type PreSignUpDecision = {
  readonly confirm: boolean;
  readonly verify: readonly VerifiableAttribute[];
};

export async function preSignUp(
  engine: Engine,
  pool: UserPool,
  signUp: {
    readonly source: 'PreSignUp_SignUp' | 'PreSignUp_AdminCreateUser';
    readonly username: string;
    readonly clientId: string;
    readonly attributes: UserAttributes;
    readonly validationData: UserAttributes | undefined;
    readonly clientMetadata: ClientMetadata | undefined;
  },
): Promise<PreSignUpDecision> {
  const functionArn = pool.triggers.get('PreSignUp');
  if (functionArn === undefined) return { confirm: false, verify: [] };
  const response = await invokeTrigger(engine, {
    pool,
    trigger: 'PreSignUp',
    functionArn,
    source: signUp.source,
    userName: signUp.username,
    clientId: signUp.clientId,
    request: {
      userAttributes: signUp.attributes,
      validationData: signUp.validationData ?? null,
      ...withClientMetadata(signUp.clientMetadata),
    },
    response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
  });
  const verify = [
    ...(readFlag(response, 'autoVerifyEmail') ? (['email'] as const) : []),
    ...(readFlag(response, 'autoVerifyPhone') ? (['phone_number'] as const) : []),
  ];
  // A user created by an administrator is confirmed at the first sign-in, whatever the function
  // says.
  if (signUp.source === 'PreSignUp_AdminCreateUser') return { confirm: false, verify: [] };
  for (const attribute of verify) {
    if (!signUp.attributes[attribute]) {
      throw new AwsError(
        'InvalidLambdaResponseException',
        `PreSignUp cannot verify ${attribute}: the user has none.`,
      );
    }
  }
  return { confirm: readFlag(response, 'autoConfirmUser'), verify };
}

function readFlag(response: TriggerResponse, name: string): boolean {
  const value = response[name] ?? false;
  if (typeof value !== 'boolean') throw unrecognizable();
  return value;
}
