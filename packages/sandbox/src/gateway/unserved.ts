import { AwsError } from '../protocols/aws-error.js';
import { jsonError } from '../protocols/json.js';
import { queryError } from '../protocols/query.js';
import type { ServiceRequestHead, ServiceResponse } from '../protocols/request.js';

/** The answer to a request that no service takes, in the protocol that it speaks. */
export function unservedResponse(head: ServiceRequestHead, body: Uint8Array): ServiceResponse {
  const service =
    head.signingName ?? head.target?.prefix ?? 'a service that the request does not name';
  const action = new URLSearchParams(Buffer.from(body).toString('latin1')).get('Action');
  const operation = head.target?.operation ?? action ?? `${head.method} ${head.path}`;
  const error = new AwsError(
    'UnknownOperationException',
    `The sandbox does not support ${operation} of ${service}.`,
    head.target || action ? 400 : 404,
  );
  return action && !head.target ? queryError(error, { requestId: head.id }) : jsonError(error);
}
