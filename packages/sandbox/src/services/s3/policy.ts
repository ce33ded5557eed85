import type { Properties, Value } from '../../assembly/resource-graph.js';
import { isTrue, listOf, objectOf } from '../../assembly/template-values.js';
import { decide, parsePolicy } from '../../iam/policy.js';

/** Whether somebody who signs nothing may do an action (`s3:GetObject`) with a resource, an ARN. */
export type AnonymousAccess = (action: string, resource: string) => boolean;

/**
 * What bucket policies let everybody do. Only what is plainly public is: a condition that is not
 * known here allows nothing, and denies.
 *
 * @param publicAccessBlock Nothing is public where it is left out, as S3 blocks it in new buckets.
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
  // In AWS these requests come over TLS: what is denied without it (`enforceSSL`) is not here.
  const context = { 'aws:securetransport': 'true' };
  return (action, resource) =>
    decide(plain, { action, resources: [resource], context }, { arns: [] }) === 'Allow';
}

/** What allows says to whom, what and where, and not whom, what and where it leaves out. */
function isPlain(statement: Value): boolean {
  const { Effect, Principal, Action, Resource } = objectOf(statement);
  return Effect !== 'Allow' || [Principal, Action, Resource].every((part) => part !== undefined);
}
