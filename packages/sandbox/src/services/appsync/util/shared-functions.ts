import { requireMap, requireString } from './arguments.js';
import { toDynamoDBExpression } from './dynamodb-expression.js';
import { dynamodbFunctions } from './dynamodb-values.js';
import type { Namespace, ResolverEffects } from './effects.js';
import { base64Decode, base64Encode, escapeJavaScript, urlDecode, urlEncode } from './encodings.js';
import { error, errorParts, unauthorized } from './errors.js';
import { copyHeaders, responseHeaders } from './http-headers.js';
import { autoId, autoKsuid, autoUlid } from './ids.js';
import { matches } from './matches.js';
import { maxVal, minVal, randomDouble, randomWithinRange, roundNum } from './math.js';
import { toJsonObject } from './rds.js';
import { toSearchQuery } from './search-query.js';
import { normalize } from './strings.js';
import { toSubscriptionFilter } from './subscription-filter.js';
import { timeFunctions } from './time.js';
import { nullIfUnreadable } from './unreadable-filter.js';
import { toJsonString, toMap } from './xml.js';

/** All functions of `util` that VTL and JavaScript have in common. */
export function sharedUtil(effects: ResolverEffects) {
  return {
    escapeJavaScript,
    urlEncode,
    urlDecode,
    base64Encode,
    base64Decode,
    autoId: () => autoId(),
    autoUlid: () => autoUlid(effects.now()),
    autoKsuid: () => autoKsuid(effects.now()),
    unauthorized: () => unauthorized(),
    error,
    appendError: (...parts: readonly unknown[]) =>
      effects.appendError(errorParts('util.appendError', parts)),
    matches,
    authType: () => effects.authType(),
    time: timeFunctions(effects),
    dynamodb: dynamodbFunctions,
    rds: { toJsonObject },
    http: { copyHeaders, ...responseHeaders(effects) },
    xml: { toMap, toJsonString },
    transform: transformations(effects),
    math: { roundNum, minVal, maxVal, randomDouble, randomWithinRange },
    str: { normalize },
  };
}

function transformations(effects: ResolverEffects): Namespace {
  const orNull = <Result>(name: string, translate: () => Result): Result | null =>
    nullIfUnreadable(effects, `util.transform.${name}`, translate);
  return {
    toDynamoDBFilterExpression: (filter) =>
      orNull('toDynamoDBFilterExpression', () => toDynamoDBExpression(filter)),
    toDynamoDBConditionExpression: (filter) =>
      orNull('toDynamoDBConditionExpression', () => toDynamoDBExpression(filter)),
    toElasticsearchQueryDSL: (filter) =>
      orNull('toElasticsearchQueryDSL', () => toSearchQuery(filter)),
    toSubscriptionFilter: (filter, ignoredFields, rules) =>
      orNull('toSubscriptionFilter', () => toSubscriptionFilter(filter, ignoredFields, rules)),
  };
}

/**
 * The functions of `extensions`. All return undefined.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/extensions-js.html
 */
export function sharedExtensions(effects: ResolverEffects) {
  return {
    setSubscriptionFilter: (filter: unknown) => effects.setSubscriptionFilter(filter),
    setSubscriptionInvalidationFilter: (filter: unknown) =>
      effects.setSubscriptionInvalidationFilter(filter),
    invalidateSubscriptions: (invalidation: unknown) =>
      effects.invalidateSubscriptions(invalidation),
    evictFromApiCache,
  };
}

/** The sandbox has no API cache, so nothing is left to evict. */
function evictFromApiCache(typeName: unknown, fieldName: unknown, keys: unknown): void {
  const name = 'extensions.evictFromApiCache';
  requireString(name, typeName);
  requireString(name, fieldName);
  requireMap(name, keys);
}
