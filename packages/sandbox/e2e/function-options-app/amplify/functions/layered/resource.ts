import { defineFunction } from '@aws-amplify/backend';

export const layered = defineFunction({ layers: { greeting: 'greeting:1' } });
