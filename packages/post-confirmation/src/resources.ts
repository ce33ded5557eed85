export { defineAddToGroup } from './add-to-group/resource.js';
export {
  connectProfileTable,
  defineCreateUserProfile,
  type ProfileTable,
} from './create-user-profile/resource.js';
