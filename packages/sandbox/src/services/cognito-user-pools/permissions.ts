import type { ServiceContext } from '../../context/service-context.js';
import type { Permission } from '../../iam/policy.js';
import type { ServiceRequest } from '../../protocols/request.js';
import { inputOf, textIn } from '../../protocols/request-input.js';

/**
 * The permissions that a request needs.
 *
 * A request with a pool's id needs a permission for the pool. Other requests need none: their input
 * proves what they may do, for example with a token or an app client.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncognitouserpools.html
 */
export function userPoolPermissions(
  request: ServiceRequest,
  { partition, region, accountId }: ServiceContext,
): readonly Permission[] {
  const pool = textIn(inputOf(request), 'UserPoolId');
  if (pool === undefined) return [];
  return [
    {
      action: `cognito-idp:${request.target?.operation}`,
      resources: [`arn:${partition}:cognito-idp:${region}:${accountId}:userpool/${pool}`],
    },
  ];
}
