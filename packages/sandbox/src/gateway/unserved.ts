import { AwsError } from '../protocols/aws-error.js';
import { isAwsHost, serviceOfHost } from '../protocols/aws-host.js';
import { jsonError } from '../protocols/json.js';
import { queryError } from '../protocols/query.js';
import type { ServiceRequestHead, ServiceResponse } from '../protocols/request.js';

/**
 * The answer to a request that no service supports, in the protocol of the request.
 *
 * @param redirectedFrom The function that sent it to a host of AWS.
 */
export function unservedResponse(
  head: ServiceRequestHead,
  body: Uint8Array,
  redirectedFrom?: string,
): ServiceResponse {
  const { host = '' } = head.headers;
  const service =
    head.signingName ??
    head.target?.prefix ??
    (isAwsHost(host) ? serviceOfHost(host) : 'a service that the request does not name');
  const origin =
    redirectedFrom === undefined
      ? ''
      : ` The function ${redirectedFrom} tried to send the request to ${host}. Nothing was sent to AWS.`;
  const action = new URLSearchParams(Buffer.from(body).toString('latin1')).get('Action');
  const operation = head.target?.operation ?? action ?? `${head.method} ${head.path}`;
  const error = new AwsError(
    'UnknownOperationException',
    `The sandbox does not support ${operation} of ${service}.${origin}`,
    head.target || action ? 400 : 404,
  );
  return action && !head.target ? queryError(error, { requestId: head.id }) : jsonError(error);
}
