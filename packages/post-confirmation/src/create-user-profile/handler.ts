import { optionsFromEnv } from '@amplify-recipes/core';
import { CreateUserProfileOptions, createUserProfile } from './recipe.js';

export const handler = createUserProfile(optionsFromEnv(CreateUserProfileOptions));
