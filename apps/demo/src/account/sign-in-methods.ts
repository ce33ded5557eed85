import {
  type ConfirmSignInInput,
  confirmSignIn,
  type SignInInput,
  type SignInOutput,
  signIn,
} from 'aws-amplify/auth';
import type { Channel } from './channel.js';
import { noteCodeRequest } from './code-cooldown.js';

type AuthFlow = NonNullable<NonNullable<SignInInput['options']>['authFlowType']>;

export type Method = {
  readonly authFlowType: AuthFlow;
  /** Whether the sign-in starts with the password. */
  readonly needsPassword: boolean;
  /** Whether the sign-in starts with the choice of a channel. */
  readonly needsChannel?: boolean;
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
    needsChannel: true,
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
  /** How the code is sent, in a sign-in that starts with it. */
  readonly channel: Channel;
};

export async function beginSignIn(
  method: SignInMethod,
  { email, password, channel }: SignInCredentials,
): Promise<SignInStep> {
  const { authFlowType, needsPassword } = SIGN_IN_METHODS[method];
  if (authFlowType === 'CUSTOM_WITHOUT_SRP') return sendCode(email, channel);
  const { nextStep } = await signIn({
    username: email,
    ...(needsPassword && { password }),
    options: { authFlowType },
  });
  return nextStep;
}

/** Restarts a sign-in with a code, so that another code is sent. */
export async function sendAnotherCode(step: SignInStep, email: string): Promise<SignInStep> {
  if (isCustom(step)) return sendCode(email, channelOf(step));
  const options = { authFlowType: 'USER_AUTH', preferredChallenge: 'EMAIL_OTP' } as const;
  return (await signIn({ username: email, options })).nextStep;
}

/** Cognito passes on the choice of the channel only with an answer, so the recipe asks for it. */
async function sendCode(username: string, channel: Channel): Promise<SignInStep> {
  const started = await signIn({ username, options: { authFlowType: 'CUSTOM_WITHOUT_SRP' } });
  if (challengeOf(started.nextStep) !== 'channel') return started.nextStep;
  const { nextStep } = await confirmSignIn(choiceOf(channel));
  noteCodeRequest(username);
  return nextStep;
}

/** The answer to the question for the channel. */
export function choiceOf(channel: Channel): ConfirmSignInInput {
  return { challengeResponse: channel, options: { clientMetadata: { channel } } };
}

export function isCustom(step: SignInStep | undefined): step is CustomChallengeStep {
  return step?.signInStep === 'CONFIRM_SIGN_IN_WITH_CUSTOM_CHALLENGE';
}

/** What a recipe asks for: `captcha`, `channel` or `one-time-code`. */
export function challengeOf(step: SignInStep | undefined): string | undefined {
  if (!isCustom(step)) return undefined;
  const { challenge, channels } = step.additionalInfo ?? {};
  return channels === undefined ? challenge : 'channel';
}

/** How the code of a step was sent. */
export function channelOf({ additionalInfo }: CustomChallengeStep): Channel {
  return additionalInfo?.CODE_DELIVERY_DELIVERY_MEDIUM === 'SMS' ? 'sms' : 'email';
}
