import type { CfnUserPoolGroup } from 'aws-cdk-lib/aws-cognito';
import { RecipeError } from './recipe-error.js';

/** What `defineBackend` returns, as far as it matters here: a backend with `auth` and its groups. */
export type BackendWithGroups = {
  readonly auth: {
    readonly resources: {
      readonly groups: Readonly<Record<string, { readonly cfnUserGroup: CfnUserPoolGroup }>>;
    };
  };
};

/**
 * Gives the members of a group the role of every signed-in user. Amplify gives each group a role of
 * its own, which takes the place of that one: a user who is put into a group loses what
 * `allow.authenticated` and `allow.entity` grant. The group stays in the tokens.
 *
 * @throws {RecipeError} When there is no such group.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/role-based-access-control.html
 * @example
 * const backend = defineBackend({ auth });
 * useAuthenticatedRole(backend, 'EVERYONE');
 */
export function useAuthenticatedRole(backend: BackendWithGroups, groupName: string): void {
  const { groups } = backend.auth.resources;
  const group = Object.hasOwn(groups, groupName) ? groups[groupName] : undefined;
  if (!group) {
    throw new RecipeError('GroupNotFoundError', {
      message: `The user pool has no group ${groupName}.`,
      resolution: `Name one of its groups (${Object.keys(groups).join(', ') || 'there is none'}), or add it to groups in defineAuth.`,
    });
  }
  group.cfnUserGroup.roleArn = undefined;
}
