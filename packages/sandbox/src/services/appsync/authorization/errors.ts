import { AwsError } from '../../../protocols/aws-error.js';
import type { ServiceResponse } from '../../../protocols/request.js';

/** The message for a request whose headers fit no authorization mode of the API. */
export const NO_VALID_HEADER = 'Valid authorization header not provided.';
/** The message for a key, a token or a decision that does not allow the request. */
export const NOT_AUTHORIZED = 'You are not authorized to make this call.';

/** @see https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html */
export function unauthorized(message: string): AwsError {
  return new AwsError('UnauthorizedException', message, 401);
}

/** The response of AppSync to a request that it rejects before it runs any resolver. */
export function requestErrorResponse({ name, message, status }: AwsError): ServiceResponse {
  return {
    status,
    headers: { 'content-type': 'application/json;charset=UTF-8', 'x-amzn-errortype': name },
    body: JSON.stringify({ errors: [{ errorType: name, message }] }),
  };
}
