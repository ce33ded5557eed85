import type { Namespace, ResolverEffects } from './effects.js';
import { namespace } from './namespace.js';
import { sharedExtensions, sharedUtil } from './shared-functions.js';

/**
 * `util` of `@aws-appsync/utils`.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/resolver-util-reference-js.html
 */
export function jsUtil(effects: ResolverEffects): Namespace {
  return namespace(sharedUtil(effects));
}

/**
 * `extensions` of `@aws-appsync/utils`.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/extensions-js.html
 */
export function jsExtensions(effects: ResolverEffects): Namespace {
  return namespace(sharedExtensions(effects));
}
