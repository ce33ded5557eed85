export { defineLocalizedMessage } from './localized-message/resource.js';
