import {
  createSrpSession,
  signSrpSession,
  wrapAuthChallenge,
  wrapInitiateAuth,
} from 'cognito-srp-helper';
import { timeStep, totp } from '../src/services/cognito-user-pools/mfa/totp.js';
import {
  type Answer,
  failure,
  PASSWORD,
  SECOND,
  signedIn,
  type TestUserPools,
  type TriggerEvent,
  type TriggerFunction,
} from './user-pools.js';

export type Strings = Readonly<Record<string, string>>;

type SrpOptions = {
  readonly password?: string;
  readonly authFlow?: 'USER_SRP_AUTH' | 'CUSTOM_AUTH';
  /** Additional `AuthParameters`. */
  readonly parameters?: Strings;
};

export function challengeParameters(answer: Answer): Strings {
  if (!answer.body.ChallengeParameters) throw new Error(failure(answer));
  return answer.body.ChallengeParameters as Strings;
}

/** The client's side of SRP, computed by an independent client, for any number of challenges. */
export function srpClient(pools: TestUserPools, username: string, options: SrpOptions = {}) {
  const { password = PASSWORD, authFlow = 'USER_SRP_AUTH', parameters = {} } = options;
  const session = createSrpSession(username, password, pools.poolId, false);
  const { AuthParameters } = wrapInitiateAuth(session, {
    ClientId: pools.clientId,
    AuthFlow: authFlow,
    AuthParameters: { USERNAME: username, SRP_A: '', ...parameters },
  });
  return {
    /** `SRP_A` */
    publicValue: AuthParameters.SRP_A,
    initiate(): Promise<Answer> {
      return pools.call('InitiateAuth', {
        ClientId: pools.clientId,
        AuthFlow: authFlow,
        AuthParameters,
      });
    },
    /** `ChallengeResponses`. A test may spoil them before they are sent. */
    prove(challenge: Answer): Record<string, string> {
      const given = challengeParameters(challenge);
      const signed = signSrpSession(session, {
        ChallengeName: 'PASSWORD_VERIFIER',
        ChallengeParameters: { ...given },
      });
      const { ChallengeResponses } = wrapAuthChallenge(signed, {
        ClientId: pools.clientId,
        ChallengeName: 'PASSWORD_VERIFIER',
        ChallengeResponses: { USERNAME: given.USERNAME ?? '' },
      });
      return { ...(ChallengeResponses as Strings) };
    },
  };
}

/** Makes a function that returns the event with this response. */
export const responding =
  (response: unknown): TriggerFunction =>
  (event) => ({ ...event, response });

type Result = {
  readonly challengeName: string;
  readonly challengeResult: boolean;
  readonly challengeMetadata: string | null;
};
/** The challenges so far, as an event contains them. */
export const historyOf = (event: TriggerEvent) => event.request.session as readonly Result[];

/**
 * Asks for the password, if the client begins with it, and then for the answer `right`, up to three
 * times.
 */
const define: TriggerFunction = (event) => {
  const history = historyOf(event);
  const last = history.at(-1);
  const tries = history.filter(({ challengeName }) => challengeName === 'CUSTOM_CHALLENGE').length;
  if (last?.challengeName === 'SRP_A') {
    return responding({ challengeName: 'PASSWORD_VERIFIER' })(event);
  }
  if (last?.challengeName === 'PASSWORD_VERIFIER' && !last.challengeResult) {
    return responding({ failAuthentication: true })(event);
  }
  if (last?.challengeName === 'CUSTOM_CHALLENGE' && last.challengeResult) {
    return responding({ issueTokens: true })(event);
  }
  return responding(
    tries === 3 ? { failAuthentication: true } : { challengeName: 'CUSTOM_CHALLENGE' },
  )(event);
};
const create: TriggerFunction = (event) =>
  responding({
    publicChallengeParameters: { question: 'Which?' },
    privateChallengeParameters: { answer: 'right' },
    challengeMetadata: `QUESTION-${historyOf(event).length}`,
  })(event);
export const verify: TriggerFunction = (event) => {
  const { challengeAnswer, privateChallengeParameters } = event.request;
  const { answer } = privateChallengeParameters as Strings;
  return responding({ answerCorrect: challengeAnswer === answer })(event);
};

/** The functions of a custom sign-in. */
export const CHALLENGE_TRIGGERS = {
  DefineAuthChallenge: define,
  CreateAuthChallenge: create,
  VerifyAuthChallengeResponse: verify,
};

/** A client that sends exactly the given values, to test the server's reaction. */
export function signInClient(pools: () => TestUserPools, username: string) {
  const client = {
    initiate(
      AuthFlow: string,
      parameters: Strings = {},
      more: Readonly<Record<string, unknown>> = {},
    ): Promise<Answer> {
      return pools().call('InitiateAuth', {
        ClientId: pools().clientId,
        AuthFlow,
        AuthParameters: { USERNAME: username, ...parameters },
        ...more,
      });
    },
    respond(
      ChallengeName: string,
      { body }: Answer,
      responses: Strings = {},
      more: Readonly<Record<string, unknown>> = {},
    ): Promise<Answer> {
      return pools().call('RespondToAuthChallenge', {
        ClientId: pools().clientId,
        ChallengeName,
        Session: body.Session,
        ChallengeResponses: { USERNAME: username, ...responses },
        ...more,
      });
    },
    prefer: (factor: string) => client.initiate('USER_AUTH', { PREFERRED_CHALLENGE: factor }),
    select: (challenge: Answer, ANSWER: string) =>
      client.respond('SELECT_CHALLENGE', challenge, { ANSWER }),
  };
  return client;
}

/** An authenticator app that uses the clock of the pools. */
export function authenticator(pools: () => TestUserPools, SecretCode: unknown) {
  const bits = Array.from(String(SecretCode), (letter) =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'),
  ).join('');
  const secret = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  return { code: (time = pools().now()) => totp(secret, timeStep(time)) };
}

/** Registers an authenticator app for a user. The pool must offer apps and not require MFA. */
export async function registerApp(pools: () => TestUserPools, username: string) {
  const { AccessToken } = await signedIn(pools(), username);
  const { body } = await pools().call('AssociateSoftwareToken', { AccessToken });
  const app = authenticator(pools, body.SecretCode);
  const verified = await pools().call('VerifySoftwareToken', { AccessToken, UserCode: app.code() });
  if (failure(verified) !== 'none') throw new Error(failure(verified));
  // The code is used up, so the clock moves to the next one.
  pools().advance(30 * SECOND);
  return app;
}

/** A wrong code of the same length. */
export function wrongCode(code: string): string {
  return code.replace(/^\d/, (digit) => String((Number(digit) + 1) % 10));
}
