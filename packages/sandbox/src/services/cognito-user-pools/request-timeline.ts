import type { RequestTimeline } from '../../context/timeline/request-entry.js';
import { userOfToken } from '../../protocols/bearer-token.js';
import { isJsonObject, parseJson } from '../../protocols/json-value.js';

/** The user of a request: by name, or by the access token. */
export const userPoolTimeline: RequestTimeline = {
  describe({ body }) {
    const value = parseJson(body);
    const input = isJsonObject(value) ? value : {};
    const parameters = [input.AuthParameters, input.ChallengeResponses].filter(isJsonObject);
    const names = [input.Username, ...parameters.map(({ USERNAME }) => USERNAME)];
    const user = names.find((name) => typeof name === 'string') ?? userOfToken(input.AccessToken);
    const details = [input.AuthFlow, input.ChallengeName, input.GroupName];
    const detail = details.find((each) => typeof each === 'string');
    return {
      ...(user !== undefined && { user }),
      ...(detail !== undefined && { detail }),
    };
  },
  describeResponse(body) {
    const value = parseJson(Buffer.from(body));
    const { __type, message } = isJsonObject(value) ? value : {};
    if (__type !== 'UserLambdaValidationException' || typeof message !== 'string') return {};
    return { outcome: 'refused', reason: message.replace(TRIGGER_FAILURE, '$1') };
  },
};

/** Cognito's words around the message of a trigger's error. */
const TRIGGER_FAILURE = /^\w+ failed with error (.*)\.$/s;
