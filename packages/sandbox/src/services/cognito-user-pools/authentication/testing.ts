import {
  createSrpSession,
  signSrpSession,
  wrapAuthChallenge,
  wrapInitiateAuth,
} from 'cognito-srp-helper';
import { type Answer, failure, PASSWORD, type TestUserPools } from '../testing.js';

export type Strings = Readonly<Record<string, string>>;

type SrpOptions = {
  readonly password?: string;
  readonly authFlow?: 'USER_SRP_AUTH' | 'CUSTOM_AUTH';
  /** More of `AuthParameters`. */
  readonly parameters?: Strings;
};

export function challengeParameters(answer: Answer): Strings {
  if (!answer.body.ChallengeParameters) throw new Error(failure(answer));
  return answer.body.ChallengeParameters as Strings;
}

/** The client's side of SRP, by an independent client: for any number of challenges. */
export function srpClient(pools: TestUserPools, username: string, options: SrpOptions = {}) {
  const { password = PASSWORD, authFlow = 'USER_SRP_AUTH', parameters = {} } = options;
  const session = createSrpSession(username, password, pools.poolId, false);
  return {
    initiate(): Promise<Answer> {
      const { AuthParameters } = wrapInitiateAuth(session, {
        ClientId: pools.clientId,
        AuthFlow: authFlow,
        AuthParameters: { USERNAME: username, SRP_A: '', ...parameters },
      });
      return pools.call('InitiateAuth', {
        ClientId: pools.clientId,
        AuthFlow: authFlow,
        AuthParameters,
      });
    },
    /** `ChallengeResponses`, which a test may spoil before they are sent. */
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
