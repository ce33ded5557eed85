export { defineAddToGroup } from './add-to-group/resource.js';
