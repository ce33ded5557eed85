import type { ServiceContext } from '../../context/service-context.js';
import type { Permission } from '../../iam/policy.js';
import type { JsonObject } from '../../protocols/json.js';
import type { ServiceRequest } from '../../protocols/request.js';
import { inputOf, textIn } from '../../protocols/request-input.js';
import { nameOf, queueArn } from './resource-types.js';

/**
 * The permissions that a request of SQS needs. A batch needs the same as a single entry.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsqs.html
 */
export function queuePermissions(
  request: ServiceRequest,
  context: ServiceContext,
): readonly Permission[] {
  const operation = request.target?.operation ?? '';
  const name = queueIn(operation, inputOf(request));
  return [
    {
      action: `sqs:${operation.replace(/Batch$/, '')}`,
      resources: [name === undefined ? '*' : queueArn(context, name)],
    },
  ];
}

/** The queue of an operation. Other members of the input are ignored. */
function queueIn(operation: string, input: JsonObject): string | undefined {
  if (operation === 'ListQueues') return undefined;
  if (operation === 'GetQueueUrl') return textIn(input, 'QueueName');
  const url = textIn(input, 'QueueUrl');
  return url === undefined ? undefined : nameOf(url);
}
