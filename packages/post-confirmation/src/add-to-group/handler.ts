import { optionsFromEnv } from '@amplify-recipes/core';
import { AddToGroupOptions, addToGroup } from './recipe.js';

export const handler = addToGroup(optionsFromEnv(AddToGroupOptions));
