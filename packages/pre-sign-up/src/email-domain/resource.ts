import { defineRecipe } from '@amplify-recipes/core/backend';
import { EmailDomainOptions } from './recipe.js';

/**
 * Defines the function that lets in or keeps out by e-mail domain. Give it to `triggers`; it needs
 * no permissions.
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
