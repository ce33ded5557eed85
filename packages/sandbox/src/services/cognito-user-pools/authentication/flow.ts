import type { Engine } from '../engine.js';
import { invalidParameter } from '../errors.js';
import type { User } from '../store/users.js';
import type { TokenSource } from '../tokens/token-generation.js';
import type { ClientMetadata } from '../triggers.js';
import type { MfaFactor, UserPool } from '../user-pool/user-pool.js';
import type { UserPoolClient } from '../user-pool/user-pool-client.js';
import type { CodeDelivery } from '../users/code-delivery.js';
import type { SrpHandshake } from '../users/srp.js';

/** Through what somebody signs in. */
export type SignInRequest = {
  readonly pool: UserPool;
  readonly client: UserPoolClient;
  /** Whether a server with AWS credentials signs the user in. */
  readonly byAdmin: boolean;
  readonly clientMetadata: ClientMetadata | undefined;
};

/** Who signs in, and through what. */
export type SignIn = SignInRequest & {
  /** As the client gave it: a user name, an alias, or nobody's name. */
  readonly username: string;
  readonly user: User | undefined;
  /** `ClientMetadata` of the first request: only what runs before the sign-in gets to see it. */
  readonly validationData: ClientMetadata | undefined;
  /** What a custom sign-in has come through. Other sign-ins have none. */
  readonly custom: CustomSignIn | undefined;
};

/** A challenge that is over, as the `session` of the challenge triggers lists it. */
export type ChallengeResult = {
  readonly challengeName:
    | 'SRP_A'
    | 'PASSWORD_VERIFIER'
    | 'NEW_PASSWORD_REQUIRED'
    | 'CUSTOM_CHALLENGE'
    | MfaFactor;
  readonly challengeResult: boolean;
  /** What `CreateAuthChallenge` noted of it. */
  readonly challengeMetadata: string | null;
};

/** What the steps of a custom sign-in pass on. */
export type CustomSignIn = {
  /** Oldest first. */
  readonly history: readonly ChallengeResult[];
  /** The client's public value, for when `DefineAuthChallenge` asks for the password. */
  readonly srpA: string | undefined;
};

/**
 * What the client has to answer next, and what the server needs to judge the answer. It rests in
 * the store until then.
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
      /** What was offered. */
      readonly factors: readonly MfaFactor[];
      readonly source: TokenSource;
    }
  | {
      readonly name: 'MFA_SETUP';
      /** What was offered. */
      readonly factors: readonly MfaFactor[];
      /** What the authenticator app was given, in Base64. */
      readonly secret?: string;
      /** Whether a code of the authenticator app was verified. */
      readonly isSetUp?: boolean;
      readonly source: TokenSource;
    }
  | {
      readonly name: 'CUSTOM_CHALLENGE';
      /** For `VerifyAuthChallengeResponse`, and for no client. */
      readonly privateParameters: Parameters;
      readonly metadata: string | null;
    };

/** What rests in the store between signing up and the first sign-in. No client can answer it. */
export type SignUpStage =
  | { readonly name: 'CONFIRM_SIGN_UP' }
  | { readonly name: 'SIGN_UP_CONFIRMED'; readonly factor: 'EMAIL_OTP' | 'SMS_OTP' };

/** A code on its way to the user. */
export type SentCode = {
  /** Keyed digest. Without one no code is right, for nothing was sent. */
  readonly digest: string | undefined;
  /** Entering it proves nothing of another address. */
  readonly delivery: CodeDelivery;
  /** Whether entering it makes the address the user's. */
  readonly isNew?: boolean;
};

export type ChallengeStep = {
  readonly leadsTo: 'challenge';
  readonly challenge: Challenge;
  readonly parameters: Parameters;
  readonly custom?: CustomSignIn;
  /** `AvailableChallenges`: what the user may choose from. */
  readonly available?: readonly string[];
  /** Whom it is for, when the sign-in began with a name that nobody had. */
  readonly user?: User;
};

/** Where a step of a flow leads. */
export type Step =
  | ChallengeStep
  | { readonly leadsTo: 'tokens'; readonly user: User; readonly source: TokenSource };

export type Parameters = Readonly<Record<string, string>>;

/** How one `AuthFlow` begins. */
export type AuthFlow = {
  /** The `ExplicitAuthFlows` of the client that allows it. */
  readonly allowedBy: string;
  /** Whether only a server with AWS credentials may use it. */
  readonly adminOnly: boolean;
  /** @param session Of a sign-up that was just confirmed. */
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
