import type { Operation } from '../operation.js';
import * as authentication from './authentication.js';
import * as profile from './profile.js';
import { ConfirmSignUp, ResendConfirmationCode, SignUp } from './sign-up.js';

/** Every operation that is served, by its name in the API. */
export const operations: Readonly<Record<string, Operation>> = {
  SignUp,
  ConfirmSignUp,
  ResendConfirmationCode,
  ...authentication,
  ...profile,
};
