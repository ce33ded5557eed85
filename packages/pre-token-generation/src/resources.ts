export { defineTokenClaims } from './token-claims/resource.js';
