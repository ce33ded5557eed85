import { AwsError } from '../../protocols/aws-error.js';
import type { JsonObject } from '../../protocols/json.js';
import type { Backend } from './backend.js';
import type { Routes } from './routes.js';

/** Sign-in as any user, without a password. */
export function userRoutes({ context: { userPoolTokens } }: Backend): Routes {
  return {
    'POST users/tokens': async (request) => {
      const input = await request.input();
      const tokens = await userPoolTokens.signInAs(
        textIn(input, 'userPoolId'),
        textIn(input, 'clientId'),
        textIn(input, 'username'),
      );
      return {
        ...tokens,
        claims: { id: claimsIn(tokens.idToken), access: claimsIn(tokens.accessToken) },
      };
    },
  };
}

/** @throws {AwsError} `ValidationException` */
export function textIn(input: JsonObject, name: string): string {
  const value = Object.hasOwn(input, name) ? input[name] : undefined;
  if (typeof value === 'string' && value !== '') return value;
  throw new AwsError('ValidationException', `${name} must be a text.`);
}

/** The claims of a token that the sandbox has just signed. */
function claimsIn(token: string): unknown {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
}
