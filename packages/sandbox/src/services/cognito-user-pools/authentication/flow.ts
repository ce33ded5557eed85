import type { Engine } from '../engine.js';
import { invalidParameter } from '../errors.js';
import type { User } from '../store/users.js';
import type { TokenSource } from '../tokens/token-generation.js';
import type { ClientMetadata } from '../triggers.js';
import type { MfaFactor, UserPool } from '../user-pool/user-pool.js';
import type { UserPoolClient } from '../user-pool/user-pool-client.js';
import type { CodeDelivery } from '../users/code-delivery.js';
import type { SrpHandshake } from '../users/srp.js';

/** The pool, the client and the kind of caller of a sign-in. */
export type SignInRequest = {
  readonly pool: UserPool;
  readonly client: UserPoolClient;
  /** Whether a server with AWS credentials signs the user in. */
  readonly byAdmin: boolean;
  readonly clientMetadata: ClientMetadata | undefined;
};

/** A sign-in: its request, and the user who signs in. */
export type SignIn = SignInRequest & {
  /** The name that the client sent: a user name, an alias, or a name that belongs to no user. */
  readonly username: string;
  readonly user: User | undefined;
  /** `ClientMetadata` of the first request. Only the triggers before the sign-in receive it. */
  readonly validationData: ClientMetadata | undefined;
  /** The challenges so far of a custom sign-in. `undefined` in other sign-ins. */
  readonly custom: CustomSignIn | undefined;
};

/** A completed challenge, as the challenge triggers find it in `session`. */
export type ChallengeResult = {
  readonly challengeName:
    | 'SRP_A'
    | 'PASSWORD_VERIFIER'
    | 'NEW_PASSWORD_REQUIRED'
    | 'CUSTOM_CHALLENGE'
    | MfaFactor;
  readonly challengeResult: boolean;
  /** The `challengeMetadata` that `CreateAuthChallenge` returned. */
  readonly challengeMetadata: string | null;
};

/** The state that the steps of a custom sign-in share. */
export type CustomSignIn = {
  /** Oldest first. */
  readonly history: readonly ChallengeResult[];
  /** The client's public value. It is needed when `DefineAuthChallenge` asks for the password. */
  readonly srpA: string | undefined;
};

/**
 * The challenge that the client must answer next, with everything that the server needs to check
 * the answer. The store keeps it until then.
 */
export type Challenge =
  | {
      readonly name: 'PASSWORD_VERIFIER';
      readonly handshake: SrpHandshake;
      /** `USER_ID_FOR_SRP` */
      readonly srpUsername: string;
    }
  | { readonly name: 'NEW_PASSWORD_REQUIRED' | 'SELECT_CHALLENGE' | 'PASSWORD' | 'PASSWORD_SRP' }
  | {
      readonly name: 'EMAIL_OTP' | 'SMS_OTP';
      readonly proves: 'first factor';
      readonly sent: SentCode;
    }
  | {
      readonly name: 'EMAIL_OTP' | 'SMS_MFA';
      readonly proves: 'second factor';
      readonly sent: SentCode;
      readonly source: TokenSource;
    }
  | {
      readonly name: 'SOFTWARE_TOKEN_MFA';
      readonly proves: 'second factor';
      readonly source: TokenSource;
    }
  | {
      readonly name: 'SELECT_MFA_TYPE';
      /** The factors that the user was offered. */
      readonly factors: readonly MfaFactor[];
      readonly source: TokenSource;
    }
  | {
      readonly name: 'MFA_SETUP';
      /** The factors that the user was offered. */
      readonly factors: readonly MfaFactor[];
      /** The secret that the authenticator app received, in Base64. */
      readonly secret?: string;
      /** Whether a code of the authenticator app has been verified. */
      readonly isSetUp?: boolean;
      readonly source: TokenSource;
    }
  | {
      readonly name: 'CUSTOM_CHALLENGE';
      /** For `VerifyAuthChallengeResponse` only. No client receives them. */
      readonly privateParameters: Parameters;
      readonly metadata: string | null;
    };

/**
 * The state that the store keeps between the sign-up and the first sign-in. No client can answer
 * it.
 */
export type SignUpStage =
  | { readonly name: 'CONFIRM_SIGN_UP' }
  | { readonly name: 'SIGN_UP_CONFIRMED'; readonly factor: 'EMAIL_OTP' | 'SMS_OTP' };

/** A code that was sent to the user. */
export type SentCode = {
  /** Keyed digest of the code. `undefined` when no code was sent: then no code is right. */
  readonly digest: string | undefined;
  /** Where the code was sent. It proves this address only. */
  readonly delivery: CodeDelivery;
  /** Whether the address becomes the user's when the code is entered. */
  readonly isNew?: boolean;
};

export type ChallengeStep = {
  readonly leadsTo: 'challenge';
  readonly challenge: Challenge;
  readonly parameters: Parameters;
  readonly custom?: CustomSignIn;
  /** `AvailableChallenges`: the challenges that the user may choose from. */
  readonly available?: readonly string[];
  /** The user, when the sign-in began with a name that belonged to no user. */
  readonly user?: User;
};

/** The result of a step: another challenge, or tokens. */
export type Step =
  | ChallengeStep
  | { readonly leadsTo: 'tokens'; readonly user: User; readonly source: TokenSource };

export type Parameters = Readonly<Record<string, string>>;

/** The start of one `AuthFlow`. */
export type AuthFlow = {
  /** The value in the client's `ExplicitAuthFlows` that allows this flow. */
  readonly allowedBy: string;
  /** Whether only a server with AWS credentials may use it. */
  readonly adminOnly: boolean;
  /** @param session The session of a sign-up that was just confirmed. */
  start(engine: Engine, signIn: SignIn, parameters: Parameters, session?: string): Promise<Step>;
};

/** @throws {AwsError} `InvalidParameterException` */
export function required(parameters: Parameters, name: string): string {
  const value = parameters[name];
  if (value === undefined || value === '') {
    throw invalidParameter(`Missing required parameter ${name}`);
  }
  return value;
}
