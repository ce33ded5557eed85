import type { Operation } from '../api/operation.js';
import {
  AdminInitiateAuth,
  AdminRespondToAuthChallenge,
  AdminUserGlobalSignOut,
  GetTokensFromRefreshToken,
  GlobalSignOut,
  InitiateAuth,
  RespondToAuthChallenge,
  RevokeToken,
} from './authentication.js';
import * as descriptions from './describe.js';
import * as devices from './devices.js';
import * as groups from './groups.js';
import * as identityProviders from './identity-providers.js';
import * as mfa from './mfa.js';
import * as passwords from './password.js';
import * as profile from './profile.js';
import { ConfirmSignUp, ResendConfirmationCode, SignUp } from './sign-up.js';
import * as threatProtection from './threat-protection.js';
import * as users from './users.js';

/** Every supported operation, by its name in the API. */
export const operations: Readonly<Record<string, Operation>> = {
  SignUp,
  ConfirmSignUp,
  ResendConfirmationCode,
  InitiateAuth,
  RespondToAuthChallenge,
  AdminInitiateAuth,
  AdminRespondToAuthChallenge,
  GetTokensFromRefreshToken,
  RevokeToken,
  GlobalSignOut,
  AdminUserGlobalSignOut,
  ...passwords,
  ...profile,
  ...users,
  ...groups,
  ...mfa,
  ...devices,
  ...identityProviders,
  ...threatProtection,
  ...descriptions,
};
