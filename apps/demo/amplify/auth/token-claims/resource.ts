import { defineTokenClaims } from '@amplify-recipes/pre-token-generation/resources';

export const tokenClaims = defineTokenClaims({
  claims: { tenant: 'amazon' },
  suppress: ['birthdate'],
  accessToken: {
    claims: { tenant: 'amazon', email: { attribute: 'email' } },
    scopes: { add: ['demo/todos.write'] },
  },
});
