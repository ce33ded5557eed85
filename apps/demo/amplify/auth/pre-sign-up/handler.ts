import { chain } from '@amplify-recipes/core';
import { attributeRules, emailDomain, minimumAge } from '@amplify-recipes/pre-sign-up';
import * as v from 'valibot';

const nameMissing = 'Please tell us your name.';

export const handler = chain(
  emailDomain({ allow: ['amazon.com'] }),
  minimumAge({ years: 13 }),
  attributeRules({
    schema: v.object({
      name: v.optional(
        v.pipe(
          v.string(nameMissing),
          v.nonEmpty(nameMissing),
          v.maxLength(50, 'Please shorten your name.'),
          v.regex(/^[^/:<>]*$/, 'Please leave links out of your name.'),
        ),
        '',
      ),
    }),
  }),
);
