import type { ServiceContext } from '../../context/service-context.js';
import type { Permission } from '../../iam/policy.js';
import type { JsonObject } from '../../protocols/json.js';
import type { ServiceRequest } from '../../protocols/request.js';
import { inputOf, textIn, textsIn } from '../../protocols/request-input.js';

/**
 * The permissions that a request of Parameter Store needs.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html
 */
export function parameterPermissions(
  request: ServiceRequest,
  { partition, region, accountId }: ServiceContext,
): readonly Permission[] {
  const operation = request.target?.operation ?? '';
  const names = namesIn(operation, inputOf(request));
  const prefix = `arn:${partition}:ssm:${region}:${accountId}:parameter`;
  const arns = names.map((name) => {
    const each = name.trim();
    const arn = each.startsWith('arn:') ? each : `${prefix}/${each.replace(/^\//, '')}`;
    // The resource does not include a version or a label.
    return arn.replace(/(:parameter\/[^:]*):.*$/, '$1');
  });
  // A request that names no parameter needs the permission for every parameter.
  return (arns.length === 0 ? ['*'] : arns).map((arn) => ({
    action: `ssm:${operation}`,
    resources: [arn],
  }));
}

/** The parameters of an operation. Other members of the input are ignored. */
function namesIn(operation: string, input: JsonObject): readonly string[] {
  if (operation === 'DeleteParameters' || operation === 'GetParameters') {
    return textsIn(input, 'Names');
  }
  const name = textIn(input, operation === 'GetParametersByPath' ? 'Path' : 'Name');
  return name === undefined ? [] : [name];
}
