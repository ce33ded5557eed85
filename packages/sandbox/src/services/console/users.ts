import type { Backend } from './backend.js';
import { requiredText } from './input.js';
import type { Routes } from './routes.js';

/** Sign-in as any user, without a password. */
export function userRoutes({ context: { userPoolTokens } }: Backend): Routes {
  return {
    'POST users/tokens': async (request) => {
      const input = await request.input();
      const tokens = await userPoolTokens.signInAs(
        requiredText(input, 'userPoolId'),
        requiredText(input, 'clientId'),
        requiredText(input, 'username'),
      );
      return {
        ...tokens,
        claims: { id: claimsIn(tokens.idToken), access: claimsIn(tokens.accessToken) },
      };
    },
  };
}

/** The claims of a token that the sandbox has just signed. */
function claimsIn(token: string): unknown {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
}
