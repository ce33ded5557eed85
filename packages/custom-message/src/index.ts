export { LocalizedMessageOptions, localizedMessage } from './localized-message/recipe.js';
