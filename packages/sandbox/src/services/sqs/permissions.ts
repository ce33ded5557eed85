import type { Permission } from '../../iam/policy.js';
import type { ServiceContext, ServiceRequest } from '../../service.js';
import { inputOf, textIn } from '../permission-input.js';
import { nameOf, queueArn } from './resource-types.js';

/**
 * What a request of SQS needs; a batch needs what each of its entries would.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsqs.html
 */
export function queuePermissions(
  request: ServiceRequest,
  context: ServiceContext,
): readonly Permission[] {
  const input = inputOf(request);
  const url = textIn(input, 'QueueUrl');
  const name = url === undefined ? textIn(input, 'QueueName') : nameOf(url);
  const action = (request.target?.operation ?? '').replace(/Batch$/, '');
  return [
    { action: `sqs:${action}`, resources: [name === undefined ? '*' : queueArn(context, name)] },
  ];
}
