import { chain } from '@amplify-recipes/core';
import { emailDomain, minimumAge } from '@amplify-recipes/pre-sign-up';

export const handler = chain(emailDomain({ allow: ['amazon.com'] }), minimumAge({ years: 13 }));
