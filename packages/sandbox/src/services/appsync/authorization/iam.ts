import type { ServiceCalls } from '../../../context/service-calls.js';
import type { Permission } from '../../../iam/policy.js';
import { AwsError } from '../../../protocols/aws-error.js';
import type { Caller, IdentityPoolLogin } from '../../../protocols/request.js';
import type { MutableObject } from '../resolvers/resolver-context.js';
import { type Authorized, authorizedBy } from './authorized.js';
import { NO_VALID_HEADER, unauthorized } from './errors.js';

export type IamSurroundings = {
  readonly apiArn: string;
  readonly accountId: string;
  readonly partition: string;
  readonly serviceCalls: Pick<ServiceCalls, 'authorize'>;
  /** The unique id of a role (`AROA...`), if the template has the role. */
  roleId(roleArn: string): string | undefined;
};

type RoleCaller = Extract<Caller, { type: 'role' }>;

/**
 * Accepts a request that a role or the developer has signed. Policies decide on each field.
 *
 * @throws {AwsError} `UnauthorizedException` for a request without a signature.
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html#aws-iam-authorization
 */
export function authorizeByIam(
  caller: Caller,
  sourceIp: string,
  surroundings: IamSurroundings,
): Authorized {
  if (caller.type === 'anonymous') throw unauthorized(NO_VALID_HEADER);
  const { apiArn, serviceCalls } = surroundings;
  const identity =
    caller.type === 'role'
      ? roleIdentity(caller, surroundings.roleId(caller.roleArn))
      : developerIdentity(surroundings);
  return authorizedBy(
    'AWS_IAM',
    { ...identity, sourceIp: [sourceIp] },
    {
      requirePermission(typeName, fieldName) {
        const permission = graphqlPermission(apiArn, typeName, fieldName);
        try {
          serviceCalls.authorize(caller, permission);
        } catch (error) {
          throw error instanceof AwsError ? unauthorized('Permission denied') : error;
        }
      },
    },
  );
}

/** The permission to use a field of Query, Mutation or Subscription. */
function graphqlPermission(apiArn: string, typeName: string, fieldName: string): Permission {
  return {
    action: 'appsync:GraphQL',
    resources: [`${apiArn}/types/${typeName}/fields/${fieldName}`],
  };
}

/** @see https://docs.aws.amazon.com/appsync/latest/devguide/resolver-context-reference.html */
function roleIdentity({ arn, roleArn, subject, identityPool }: RoleCaller, roleId?: string) {
  const sessionName = arn.slice(arn.lastIndexOf('/') + 1);
  return {
    accountId: roleArn.split(':')[4] ?? '',
    // The id of a role that is not in the template is unknown.
    username: `${roleId ?? 'AROAOTHERROLEEXAMPLE0'}:${sessionName}`,
    userArn: arn,
    ...cognitoIdentity(subject, identityPool),
  };
}

/** The members for an identity of an identity pool. They are `null` for any other role. */
function cognitoIdentity(
  id: string | undefined,
  pool: IdentityPoolLogin | undefined,
): MutableObject {
  return {
    cognitoIdentityPoolId: pool?.poolId ?? null,
    cognitoIdentityId: (pool && id) ?? null,
    cognitoIdentityAuthType: pool ? (pool.login ? 'authenticated' : 'unauthenticated') : null,
    cognitoIdentityAuthProvider: pool?.login
      ? `"${pool.login.provider}","${pool.login.provider}:CognitoSignIn:${pool.login.subject}"`
      : null,
  };
}

function developerIdentity({ accountId, partition }: IamSurroundings) {
  return {
    accountId,
    username: 'AIDADEVELOPEREXAMPLE0',
    userArn: `arn:${partition}:iam::${accountId}:user/developer`,
    ...cognitoIdentity(undefined, undefined),
  };
}
