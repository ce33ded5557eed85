import { type ConstDirectiveNode, type ConstValueNode, Kind } from 'graphql';
import { ResolverError } from '../util/effects.js';
import type { Authorized, Mode } from './authorized.js';
import { type AuthorizationConfig, modesOf } from './configuration.js';

/** The modes that may use a field. */
export type FieldRules =
  /** No directive opens the field: only the API's default mode may use it. */
  { readonly defaultMode: Mode } | { readonly opened: readonly Opening[] };

/** A directive that opens a field for one mode. */
type Opening = {
  readonly mode: Mode;
  /** The groups of which a user must be in one. Undefined: any user. */
  readonly groups: readonly string[] | undefined;
};

const USER_POOLS = 'AMAZON_COGNITO_USER_POOLS';
/** The directive for an API whose only mode is user pools. */
const AWS_AUTH = 'aws_auth';

const MODE_OF_DIRECTIVE: ReadonlyMap<string, Mode> = new Map([
  ['aws_api_key', 'API_KEY'],
  ['aws_iam', 'AWS_IAM'],
  ['aws_cognito_user_pools', USER_POOLS],
  ['aws_oidc', 'OPENID_CONNECT'],
  ['aws_lambda', 'AWS_LAMBDA'],
  [AWS_AUTH, USER_POOLS],
]);

type Directives = readonly ConstDirectiveNode[] | undefined;

/**
 * Reads which modes may use a field. Directives of the field count instead of those of its type.
 *
 * @param onField `directives` of the field's definition.
 * @param onType `directives` of the definition and all extensions of the type that has the field.
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html#using-additional-authorization-modes
 */
export function fieldRules(
  onField: Directives,
  onType: Directives,
  config: AuthorizationConfig,
): FieldRules {
  const ofField = openingsOf(onField, config);
  const opened = ofField.length > 0 ? ofField : openingsOf(onType, config);
  return opened.length > 0 ? { opened } : { defaultMode: config.defaultMode };
}

/**
 * The directives that AppSync ignores without an error: `@aws_auth` on an API with several modes.
 * A developer who counts on its groups must use `@aws_cognito_user_pools`.
 */
export function ignoredDirectives(
  directives: Directives,
  config: AuthorizationConfig,
): readonly string[] {
  return (directives ?? [])
    .map(({ name }) => name.value)
    .filter((name) => name === AWS_AUTH && !isOnlyUserPools(config));
}

/**
 * The error for a sender who may not use a field; undefined for one who may.
 *
 * Call it for every field that an operation selects, before the field's resolver runs. It does not
 * check IAM policies: see `requirePermission`.
 */
export function fieldRefusal(
  authorized: Authorized,
  rules: FieldRules,
  typeName: string,
  fieldName: string,
): ResolverError | undefined {
  if (isAllowed(authorized, rules) && !authorized.denies(typeName, fieldName)) return undefined;
  return new ResolverError({
    message: `Not Authorized to access ${fieldName} on type ${typeName}`,
    errorType: 'Unauthorized',
  });
}

function isAllowed({ mode, groups, defaultAction }: Authorized, rules: FieldRules): boolean {
  if ('defaultMode' in rules) return mode === rules.defaultMode && defaultAction === 'ALLOW';
  const ofMode = rules.opened.filter((opening) => opening.mode === mode);
  return (
    ofMode.length > 0 &&
    ofMode.every(
      (opening) => !opening.groups || opening.groups.some((group) => groups.includes(group)),
    )
  );
}

function openingsOf(directives: Directives, config: AuthorizationConfig): readonly Opening[] {
  return (directives ?? []).flatMap(({ name, arguments: given }) => {
    const mode = MODE_OF_DIRECTIVE.get(name.value);
    if (!mode || (name.value === AWS_AUTH && !isOnlyUserPools(config))) return [];
    const groups = given?.find((argument) => argument.name.value === 'cognito_groups');
    return { mode, groups: groups && textsIn(groups.value) };
  });
}

/** A list of texts. GraphQL takes a single value as a list of one. */
function textsIn(value: ConstValueNode): readonly string[] {
  if (value.kind === Kind.LIST) return value.values.flatMap(textsIn);
  return value.kind === Kind.STRING ? [value.value] : [];
}

function isOnlyUserPools(config: AuthorizationConfig): boolean {
  return [...modesOf(config)].every((mode) => mode === USER_POOLS);
}
