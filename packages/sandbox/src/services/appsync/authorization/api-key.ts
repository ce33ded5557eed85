import { sameText } from '../../../iam/credentials.js';
import { type Authorized, authorizedBy } from './authorized.js';
import type { ApiKey } from './configuration.js';
import { NOT_AUTHORIZED, unauthorized } from './errors.js';

/**
 * Accepts a request with one of the API's keys.
 *
 * @throws {AwsError} `UnauthorizedException` for an unknown or expired key.
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html#api-key-authorization
 */
export function authorizeByApiKey(given: string, keys: readonly ApiKey[], now: number): Authorized {
  const found = keys.find(({ key }) => sameText(key, given));
  if (!found || (found.expiresAt !== undefined && found.expiresAt <= now)) {
    throw unauthorized(NOT_AUTHORIZED);
  }
  const { expiresAt } = found;
  return authorizedBy('API_KEY', null, expiresAt === undefined ? {} : { expiresAt });
}
