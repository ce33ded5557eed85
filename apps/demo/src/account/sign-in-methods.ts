import { type SignInInput, type SignInOutput, signIn } from 'aws-amplify/auth';
import { noteCodeRequest } from './code-cooldown.js';

type AuthFlow = NonNullable<NonNullable<SignInInput['options']>['authFlowType']>;

type Method = {
  readonly authFlowType: AuthFlow;
  /** Whether the sign-in starts with the password. */
  readonly needsPassword: boolean;
};

/** The ways to sign in, each a flow of the user pool. */
export const SIGN_IN_METHODS = {
  password: {
    authFlowType: 'USER_SRP_AUTH',
    needsPassword: true,
  },
  threeSteps: {
    authFlowType: 'CUSTOM_WITH_SRP',
    needsPassword: true,
  },
  code: {
    authFlowType: 'CUSTOM_WITHOUT_SRP',
    needsPassword: false,
  },
  choice: {
    authFlowType: 'USER_AUTH',
    needsPassword: false,
  },
} satisfies Readonly<Record<string, Method>>;

export type SignInMethod = keyof typeof SIGN_IN_METHODS;

/** The step that the user pool asks for next in a sign-in. */
export type SignInStep = SignInOutput['nextStep'];

/** A step of a sign-in that comes from a recipe. */
export type CustomChallengeStep = Extract<
  SignInStep,
  { signInStep: 'CONFIRM_SIGN_IN_WITH_CUSTOM_CHALLENGE' }
>;

export type SignInCredentials = {
  readonly email: string;
  readonly password: string;
};

export async function beginSignIn(
  method: SignInMethod,
  { email, password }: SignInCredentials,
): Promise<SignInStep> {
  const { authFlowType, needsPassword } = SIGN_IN_METHODS[method];
  const { nextStep } = await signIn({
    username: email,
    ...(needsPassword && { password }),
    options: { authFlowType },
  });
  if (authFlowType === 'CUSTOM_WITHOUT_SRP') noteCodeRequest(email);
  return nextStep;
}

/** Restarts a sign-in with a code, so that another code is sent. */
export async function sendAnotherCode(step: SignInStep, email: string): Promise<SignInStep> {
  const options: NonNullable<SignInInput['options']> =
    step.signInStep === 'CONFIRM_SIGN_IN_WITH_CUSTOM_CHALLENGE'
      ? { authFlowType: 'CUSTOM_WITHOUT_SRP' }
      : { authFlowType: 'USER_AUTH', preferredChallenge: 'EMAIL_OTP' };
  const { nextStep } = await signIn({ username: email, options });
  if (options.authFlowType === 'CUSTOM_WITHOUT_SRP') noteCodeRequest(email);
  return nextStep;
}
