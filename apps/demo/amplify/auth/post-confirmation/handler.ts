import { chain } from '@amplify-recipes/core';
import { addToGroup, createUserProfile } from '@amplify-recipes/post-confirmation';

export const handler = chain(addToGroup({ groupName: 'EVERYONE' }), createUserProfile());
