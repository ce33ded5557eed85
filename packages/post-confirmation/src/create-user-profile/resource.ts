import {
  type AmplifyFunction,
  type BackendFunction,
  defineRecipe,
  RecipeError,
  type RecipeProps,
} from '@amplify-recipes/core/backend';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { CreateUserProfileOptions } from './recipe.js';

const define = defineRecipe({
  name: 'create-user-profile',
  options: CreateUserProfileOptions,
  module: import.meta.url,
  calledBy: 'cognito',
});

/**
 * Defines the function that creates the profile of each newly confirmed user. Pass it to
 * `triggers`, and let it use the API in the schema. With `through: 'table'`, call
 * {@link connectProfileTable} instead.
 *
 * @throws {RecipeError} When the options or the props are not valid.
 * @example
 * export const createUserProfile = defineCreateUserProfile();
 *
 * export const auth = defineAuth({
 *   loginWith: { email: true },
 *   triggers: { postConfirmation: createUserProfile },
 * });
 *
 * // In amplify/data/resource.ts:
 * a.schema({ ... }).authorization((allow) => [allow.resource(createUserProfile).to(['mutate'])]);
 */
export function defineCreateUserProfile(
  options: CreateUserProfileOptions = {},
  props: RecipeProps = {},
): AmplifyFunction {
  return define(options, props);
}

/** A table of the CDK, such as one of `backend.data.resources.tables`. */
export type ProfileTable = Pick<ITable, 'node' | 'stack' | 'tableArn' | 'tableName'>;

/** Amplify's way to give a function a permission and variables of another nested stack. */
type AccessAcceptor = {
  readonly getResourceAccessAcceptor: () => {
    readonly acceptResourceAccess: (
      policy: Policy,
      entries: { readonly name: string; readonly path: string }[],
    ) => void;
  };
};

/**
 * Lets a function with `through: 'table'` put items into the table of the profiles, and into no
 * other. The function reads the name of the table from a parameter: the stack of the user pool must
 * not depend on the stack of the data, which already depends on it.
 *
 * @throws {RecipeError} When the table does not exist, or the function was not created by Amplify's
 *   `defineFunction`.
 * @example
 * const backend = defineBackend({ auth, data, createUserProfile });
 * connectProfileTable(backend.createUserProfile, backend.data.resources.tables.UserProfile);
 */
export function connectProfileTable(fn: BackendFunction, table: ProfileTable | undefined): void {
  const { lambda } = fn.resources;
  if (!table) {
    throw new RecipeError('MissingTableError', {
      message: `The table for the function "${lambda.node.id}" does not exist.`,
      resolution: 'Use one of backend.data.resources.tables, which are named after their models.',
    });
  }
  if (!acceptsAccess(fn)) {
    throw new RecipeError('UnknownFunctionError', {
      message: `The function "${lambda.node.id}" was not created by Amplify.`,
      resolution: 'Pass a function of the backend: backend.createUserProfile.',
    });
  }
  // Everything is in the stack of the table, so only that stack depends on the other.
  const path = `/amplify/${table.node.path}/name`;
  const id = `name-of-${table.node.id}`;
  if (!table.stack.node.tryFindChild(id)) {
    const name = { parameterName: path, stringValue: table.tableName };
    new StringParameter(table.stack, id, name);
  }
  const policy = new Policy(table.stack, `${lambda.node.id}-puts-${table.node.id}`, {
    statements: [
      new PolicyStatement({ actions: ['dynamodb:PutItem'], resources: [table.tableArn] }),
    ],
  });
  fn.getResourceAccessAcceptor().acceptResourceAccess(policy, [
    { name: 'PROFILE_TABLE_NAME', path },
  ]);
}

/** The types of a backend leave this method out, which its functions have. */
function acceptsAccess(fn: BackendFunction): fn is BackendFunction & AccessAcceptor {
  return 'getResourceAccessAcceptor' in fn;
}
