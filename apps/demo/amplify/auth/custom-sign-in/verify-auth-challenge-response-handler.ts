import { verifyAuthChallengeResponse } from '@amplify-recipes/core';
import { challenges } from './challenges.js';

export const handler = verifyAuthChallengeResponse(challenges);
