import { defineFunction } from '@aws-amplify/backend';

export const countClicks = defineFunction({ name: 'count-clicks' });
