import type { Permission } from '../../iam/policy.js';
import type { ServiceContext, ServiceRequest } from '../../service.js';
import { inputOf, textIn, textsIn } from '../permission-input.js';

/**
 * What a request of Parameter Store needs.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html
 */
export function parameterPermissions(
  request: ServiceRequest,
  { partition, region, accountId }: ServiceContext,
): readonly Permission[] {
  const input = inputOf(request);
  const name = textIn(input, 'Name') ?? textIn(input, 'Path');
  const names = name === undefined ? textsIn(input, 'Names') : [name];
  const prefix = `arn:${partition}:ssm:${region}:${accountId}:parameter`;
  return names.map((each) => ({
    action: `ssm:${request.target?.operation}`,
    resources: [each.startsWith('arn:') ? each : `${prefix}/${each.replace(/^\//, '')}`],
  }));
}
