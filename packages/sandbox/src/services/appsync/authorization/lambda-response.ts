import { isJsonObject } from '../../../protocols/json-value.js';

/** The decision of a Lambda authorizer. */
export type Decision = {
  readonly isAuthorized: boolean;
  readonly resolverContext: Readonly<Record<string, string>>;
  /** Fields as ARNs, or as `Type.field`. */
  readonly deniedFields: ReadonlySet<string>;
  /** In seconds. */
  readonly ttlOverride: number | undefined;
};

const MAXIMUM_BYTES = 5 * 1024 * 1024;

/**
 * Reads the response of a Lambda authorizer.
 *
 * @returns The mistake in the response, if it is not a decision.
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html#aws-lambda-authorization
 */
export function decisionOf(response: unknown): Decision | { readonly mistake: string } {
  if (!isJsonObject(response)) return { mistake: 'its response is not an object' };
  const { isAuthorized, resolverContext = null, deniedFields = null, ttlOverride } = response;
  if (typeof isAuthorized !== 'boolean') return { mistake: 'isAuthorized must be true or false' };
  const context = contextOf(resolverContext);
  if (!context) return { mistake: 'resolverContext must be an object without nested values' };
  if (Buffer.byteLength(JSON.stringify(context)) > MAXIMUM_BYTES) {
    return { mistake: 'resolverContext is longer than 5 MB' };
  }
  const denied = deniedFields ?? [];
  if (!Array.isArray(denied) || !denied.every((field) => typeof field === 'string')) {
    return { mistake: 'deniedFields must be a list of ARNs or of names such as Query.getPost' };
  }
  const ttl = ttlOverride ?? undefined;
  if (ttl !== undefined && !(typeof ttl === 'number' && ttl >= 0)) {
    return { mistake: 'ttlOverride must be a number of seconds' };
  }
  return {
    isAuthorized,
    resolverContext: context,
    deniedFields: new Set(denied),
    ttlOverride: ttl,
  };
}

/** The context with its values as text. Undefined for one that has nested values. */
function contextOf(given: unknown): Readonly<Record<string, string>> | undefined {
  if (given === null) return {};
  if (!isJsonObject(given)) return undefined;
  const entries = Object.entries(given);
  if (entries.some(([, value]) => typeof value === 'object')) return undefined;
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}
