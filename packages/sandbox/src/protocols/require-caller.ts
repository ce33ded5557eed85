import { AwsError } from './aws-error.js';
import type { ServiceRequest } from './request.js';

export type MissingToken = {
  /** The error's name. The default is `MissingAuthenticationTokenException`. */
  readonly name?: string;
  /** HTTP status. The default is 400. */
  readonly status?: number;
  readonly message?: string;
};

/**
 * Refuses an anonymous request, in the words of the protocol and service.
 *
 * @throws {AwsError} `MissingAuthenticationTokenException`
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/CommonErrors.html
 */
export function requireCaller(
  { caller }: Pick<ServiceRequest, 'caller'>,
  {
    name = 'MissingAuthenticationTokenException',
    status = 400,
    message = 'Request is missing Authentication Token',
  }: MissingToken = {},
): void {
  if (caller.type === 'anonymous') throw new AwsError(name, message, status);
}
