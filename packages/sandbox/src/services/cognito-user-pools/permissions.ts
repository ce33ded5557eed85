import type { ServiceContext } from '../../context/service-context.js';
import type { Permission } from '../../iam/policy.js';
import type { ServiceRequest } from '../../protocols/request.js';
import { inputOf, textIn } from '../../protocols/request-input.js';

/**
 * What a request of a user pool needs: nothing where its input says who may do it, such as a token
 * or the app client, and else the pool.
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
