export { AddToGroupOptions, addToGroup } from './add-to-group/recipe.js';
export { CreateUserProfileOptions, createUserProfile } from './create-user-profile/recipe.js';
