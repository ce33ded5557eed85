export { AddToGroupOptions, addToGroup } from './add-to-group/recipe.js';
