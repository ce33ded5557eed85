import { defineRecipe } from '@amplify-recipes/core/backend';
import { LocalizedMessageOptions } from './recipe.js';

/**
 * Defines the function that writes Cognito's messages in the user's language. Add it to `triggers`.
 * It needs no permissions. For more than 4 kB of templates, write your own handler.
 *
 * @example
 * const customMessage = defineLocalizedMessage({
 *   defaultLocale: 'en',
 *   templates: {
 *     CustomMessage_SignUp: {
 *       en: { emailSubject: 'Your code', emailMessage: 'Welcome! Your code is {####}.' },
 *       es: { emailSubject: 'Tu código', emailMessage: '¡Hola! Tu código es {####}.' },
 *     },
 *   },
 * });
 *
 * export const auth = defineAuth({ loginWith: { email: true }, triggers: { customMessage } });
 */
export const defineLocalizedMessage = defineRecipe({
  name: 'localized-message',
  options: LocalizedMessageOptions,
  module: import.meta.url,
  calledBy: 'cognito',
});
