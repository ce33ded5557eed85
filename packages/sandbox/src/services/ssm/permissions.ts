import type { ServiceContext } from '../../context/service-context.js';
import type { Permission } from '../../iam/policy.js';
import type { JsonObject } from '../../protocols/json.js';
import type { ServiceRequest } from '../../protocols/request.js';
import { inputOf, textIn, textsIn } from '../../protocols/request-input.js';

/**
 * What a request of Parameter Store needs.
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
    // A version or a label is not a part of the resource.
    return arn.replace(/(:parameter\/[^:]*):.*$/, '$1');
  });
  // A request that names no parameter needs the permission for every parameter.
  return (arns.length === 0 ? ['*'] : arns).map((arn) => ({
    action: `ssm:${operation}`,
    resources: [arn],
  }));
}

/** The parameters that an operation acts on, whatever else its input names. */
function namesIn(operation: string, input: JsonObject): readonly string[] {
  if (operation === 'DeleteParameters' || operation === 'GetParameters') {
    return textsIn(input, 'Names');
  }
  const name = textIn(input, operation === 'GetParametersByPath' ? 'Path' : 'Name');
  return name === undefined ? [] : [name];
}
