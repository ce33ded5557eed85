import { defineRecipe } from '@amplify-recipes/core/backend';
import { EmailDomainOptions } from './recipe.js';

/**
 * Defines the function that allows or denies sign-ups by e-mail domain. Pass it to `triggers`. It
 * needs no permissions.
 *
 * @example
 * export const auth = defineAuth({
 *   loginWith: { email: true },
 *   triggers: { preSignUp: defineEmailDomain({ allow: ['example.com'] }) },
 * });
 */
export const defineEmailDomain = defineRecipe({
  name: 'email-domain',
  options: EmailDomainOptions,
  module: import.meta.url,
  handler: ({ disposable }) => (disposable ? 'disposable.handler' : 'handler'),
  calledBy: 'cognito',
});
