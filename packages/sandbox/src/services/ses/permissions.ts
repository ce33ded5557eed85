import { bareAddress } from '../../context/email-address.js';
import type { ServiceContext } from '../../context/service-context.js';
import type { Permission } from '../../iam/policy.js';
import { AwsError } from '../../protocols/aws-error.js';
import type { JsonObject } from '../../protocols/json.js';
import { readForm } from '../../protocols/query.js';
import type { ServiceRequest } from '../../protocols/request.js';
import { inputOf, textIn } from '../../protocols/request-input.js';
import { isVersion2 } from './version-2.js';

/**
 * The permissions that a request to SES needs, for the identity that it sends from.
 *
 * The identity can be the address, its domain, or a parent domain.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonses.html
 */
export function sendingPermissions(
  request: ServiceRequest,
  context: ServiceContext,
): readonly Permission[] {
  const { action, from } = isVersion2(request) ? version2(request) : version1(request);
  const identities = from === undefined ? ['*'] : identitiesOf(from, context);
  return [
    {
      action: `ses:${action}`,
      resources: identities,
      context: { 'ses:fromaddress': from && addressOf(from) },
    },
  ];
}

function version1({ body }: ServiceRequest) {
  const input = readForm(body);
  const action = input.text('Action') ?? '';
  return { action, from: action.startsWith('Send') ? input.text('Source') : undefined };
}

/**
 * The request's action and sender. Raw messages and templates have their own actions, as in version
 * 1. If there are several contents, the first one counts.
 */
function version2(request: ServiceRequest) {
  const input = inputOf(request);
  const { Simple, Raw, Template } = (input.Content ?? {}) as JsonObject;
  const kind = Simple ? '' : Raw ? 'Raw' : Template ? 'Templated' : '';
  return { action: `Send${kind}Email`, from: textIn(input, 'FromEmailAddress') };
}

function identitiesOf(from: string, { partition, region, accountId }: ServiceContext) {
  const address = addressOf(from);
  const labels = address.slice(address.lastIndexOf('@') + 1).split('.');
  const domains = labels.map((_, index) => labels.slice(index).join('.'));
  return [address, ...domains].map(
    (identity) => `arn:${partition}:ses:${region}:${accountId}:identity/${identity}`,
  );
}

/**
 * The bare address. An invalid one is returned unchanged, because the operation itself rejects it.
 */
function addressOf(from: string): string {
  try {
    return bareAddress(from);
  } catch (error) {
    if (error instanceof AwsError) return from;
    throw error;
  }
}
