import type { Properties } from '../../assembly/resource-graph.js';
import { patternOf } from '../../iam/policy.js';
import { listOf, objectOf } from './template-values.js';

/** Whether somebody who signs nothing may do an action (`s3:GetObject`) with a resource, an ARN. */
export type AnonymousAccess = (action: string, resource: string) => boolean;

type Effect = { readonly effect: 'Allow' | 'Deny'; readonly applies: AnonymousAccess };

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
  const statements = policies.flatMap((policy) =>
    listOf(policy.Statement).flatMap((statement) => parseStatement(objectOf(statement)) ?? []),
  );
  return (action, resource) => {
    const effects = new Set(
      statements.filter(({ applies }) => applies(action, resource)).map(({ effect }) => effect),
    );
    return effects.has('Allow') && !effects.has('Deny');
  };
}

function parseStatement(statement: Properties): Effect | undefined {
  const { Principal, Action, Resource, Condition } = statement;
  const isForAll =
    Principal === '*' || listOf(objectOf(Principal).AWS).some((principal) => principal === '*');
  const conditions = parseConditions(objectOf(Condition));
  if (statement.Effect === 'Allow') {
    if (!isForAll || conditions !== 'hold') return undefined;
    const actions = listOf(Action).map(String);
    const resources = listOf(Resource).map(String);
    return {
      effect: 'Allow',
      applies: (action, resource) =>
        actions.some((pattern) => matches(pattern.toLowerCase(), action.toLowerCase())) &&
        resources.some((pattern) => matches(pattern, resource)),
    };
  }
  // `NotPrincipal`, `NotAction` and `NotResource` deny the rest: everything, to be sure.
  const isNamed = Principal === undefined || isForAll;
  if (!isNamed || conditions === 'fail') return undefined;
  const actions = Action === undefined ? ['*'] : listOf(Action).map(String);
  const resources = Resource === undefined ? ['*'] : listOf(Resource).map(String);
  return {
    effect: 'Deny',
    applies: (action, resource) =>
      actions.some((pattern) => matches(pattern.toLowerCase(), action.toLowerCase())) &&
      resources.some((pattern) => matches(pattern, resource)),
  };
}

/** In AWS these requests come over TLS: what is denied without it (`enforceSSL`) is not here. */
function parseConditions(condition: Properties): 'hold' | 'fail' | 'unknown' {
  const operators = Object.entries(condition);
  if (operators.length === 0) return 'hold';
  const [[operator, tests] = ['', null], ...others] = operators;
  const names = Object.entries(objectOf(tests));
  const [[name, value] = ['', null], ...otherNames] = names;
  const isSecureTransport =
    operator === 'Bool' &&
    others.length === 0 &&
    otherNames.length === 0 &&
    name.toLowerCase() === 'aws:securetransport';
  if (!isSecureTransport) return 'unknown';
  return listOf(value).some((entry) => String(entry) === 'true') ? 'hold' : 'fail';
}

function isTrue(value: unknown): boolean {
  return value === true || value === 'true';
}

function matches(pattern: string, text: string): boolean {
  return patternOf(pattern)(text);
}
