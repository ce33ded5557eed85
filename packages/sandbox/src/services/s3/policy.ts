import type { Properties, Value } from '../../assembly/resource-graph.js';
import { isTrue, listOf, objectOf } from '../../assembly/template-values.js';
import { decide, parsePolicy } from '../../iam/policy.js';

/**
 * Whether a request without a signature may do an action (`s3:GetObject`) with a resource, an ARN.
 */
export type AnonymousAccess = (action: string, resource: string) => boolean;

/**
 * Reads the access that bucket policies give to everybody.
 *
 * Only clearly public access counts. If a condition is not known here, an `Allow` does not apply
 * and a `Deny` does.
 *
 * @param publicAccessBlock Undefined: nothing is public, because S3 blocks it in new buckets.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
 */
export function parseAnonymousAccess(
  policies: readonly Properties[],
  publicAccessBlock: Properties | undefined,
): AnonymousAccess {
  const isBlocked =
    publicAccessBlock === undefined ||
    isTrue(publicAccessBlock.RestrictPublicBuckets) ||
    isTrue(publicAccessBlock.BlockPublicPolicy);
  if (isBlocked) return () => false;
  const plain = policies.map(({ Statement }) =>
    parsePolicy({ Statement: listOf(Statement).filter(isPlain) }),
  );
  // In AWS these requests use TLS. A policy that denies others (`enforceSSL`) does not apply here.
  const context = { 'aws:securetransport': 'true' };
  return (action, resource) =>
    decide(plain, { action, resources: [resource], context }, { arns: [] }) === 'Allow';
}

/** An `Allow` must name principals, actions and resources, not exclude some of them. */
function isPlain(statement: Value): boolean {
  const { Effect, Principal, Action, Resource } = objectOf(statement);
  return Effect !== 'Allow' || [Principal, Action, Resource].every((part) => part !== undefined);
}
