import { defineRecipe } from '@amplify-recipes/core/backend';
import { AddToGroupOptions } from './recipe.js';

/**
 * Defines the function that adds each newly confirmed user to a Cognito group. Pass it to
 * `triggers`, and grant it `addUserToGroup` in `access`.
 *
 * @example
 * const postConfirmation = defineAddToGroup({ groupName: 'EVERYONE' });
 *
 * export const auth = defineAuth({
 *   loginWith: { email: true },
 *   groups: ['EVERYONE'],
 *   triggers: { postConfirmation },
 *   access: (allow) => [allow.resource(postConfirmation).to(['addUserToGroup'])],
 * });
 */
export const defineAddToGroup = defineRecipe({
  name: 'add-to-group',
  options: AddToGroupOptions,
  module: import.meta.url,
  calledBy: 'cognito',
});
