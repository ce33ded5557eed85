import type { Caller } from '../protocols/request.js';
import type { Access } from './access.js';
import type { Permission } from './policy.js';

/** A request that the policies of the caller's role do not allow. */
export type Denial = {
  readonly caller: Caller;
  readonly permission: Permission;
  /** The refusal, in AWS's words. */
  readonly message: string;
};

/** The denial for the first permission that the caller does not have, or undefined. */
export function findDenial(
  caller: Caller,
  permissions: readonly Permission[],
  access: Pick<Access, 'refusal'>,
): Denial | undefined {
  for (const permission of permissions) {
    const message = access.refusal(caller, permission);
    if (message !== undefined) return { caller, permission, message };
  }
  return undefined;
}

/**
 * The HTTP status of a denial. Services of the AWS JSON protocol answer it with 400, the others with
 * 403.
 */
export function denialStatus(service: { readonly errorResponse?: unknown }): 400 | 403 {
  return service.errorResponse ? 403 : 400;
}
