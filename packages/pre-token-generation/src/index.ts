export type { Claims, ComputedClaims, JsonValue } from './token-claims/claims.js';
export {
  type DeclaredTokenClaims,
  type FromUser,
  TokenClaimsOptions,
  type TokenGenerationHandler,
  type TokenUser,
  tokenClaims,
} from './token-claims/recipe.js';
