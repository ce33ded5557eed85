import { createAuthChallenge } from '@amplify-recipes/core';
import { challenges } from './challenges.js';

export const handler = createAuthChallenge(challenges);
