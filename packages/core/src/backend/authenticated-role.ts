import type { CfnUserPoolGroup } from 'aws-cdk-lib/aws-cognito';
import { RecipeError } from './recipe-error.js';

/** The result of `defineBackend`, reduced to `auth` and its groups. */
export type BackendWithGroups = {
  readonly auth: {
    readonly resources: {
      readonly groups: Readonly<Record<string, { readonly cfnUserGroup: CfnUserPoolGroup }>>;
    };
  };
};

/**
 * Gives the members of a group the IAM role of all signed-in users. By default, Amplify gives each
 * group its own role, which replaces that one: a user who joins a group loses the permissions of
 * `allow.authenticated` and `allow.entity`. The group stays in the tokens.
 *
 * @throws {RecipeError} When the user pool has no group of that name.
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
      resolution: `Use one of its groups (${Object.keys(groups).join(', ') || 'it has none'}), or add ${groupName} to "groups" in defineAuth.`,
    });
  }
  group.cfnUserGroup.roleArn = undefined;
}
