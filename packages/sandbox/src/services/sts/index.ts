import { AwsError } from '../../protocols/aws-error.js';
import { answerQuery, type QueryOperations, queryError } from '../../protocols/query.js';
import type { ServiceDefinition } from '../service.js';

const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';
/** The user to whom the developer's credentials belong. */
const DEVELOPER = { name: 'developer', id: 'AIDADEVELOPEREXAMPLE0' };
/** Operations that would return other credentials than the caller's. */
const ASSUMING = [
  'AssumeRole',
  'AssumeRoleWithSAML',
  'AssumeRoleWithWebIdentity',
  'AssumeRoot',
  'GetFederationToken',
  'GetSessionToken',
];

/**
 * AWS STS: returns the identity of a caller.
 *
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 */
export const sts: ServiceDefinition = {
  name: 'sts',
  resourceTypes: {},
  create({ partition, accountId }) {
    /** Role ids by the ARN of the role. */
    let roleIds: ReadonlyMap<string, string> = new Map();
    const operations: QueryOperations = {
      ...Object.fromEntries(ASSUMING.map((name) => [name, () => refuse(name)])),
      GetCallerIdentity(_, { caller }) {
        if (caller.type !== 'role') {
          const Arn = `arn:${partition}:iam::${accountId}:user/${DEVELOPER.name}`;
          return { Arn, UserId: DEVELOPER.id, Account: accountId };
        }
        const sessionName = caller.arn.slice(caller.arn.lastIndexOf('/') + 1);
        // The id of a role that is not in the template is unknown.
        const roleId = roleIds.get(caller.roleArn) ?? 'AROAOTHERROLEEXAMPLE0';
        return { Arn: caller.arn, UserId: `${roleId}:${sessionName}`, Account: accountId };
      },
    };
    return {
      signingName: 'sts',
      maxBodyBytes: 64 * 1024,
      matches: ({ signingName }) => signingName === 'sts',
      handle: (request) => answerQuery(NAMESPACE, operations, request),
      errorResponse: (error, { id }) => queryError(error, { namespace: NAMESPACE, requestId: id }),
      deploy(graph) {
        roleIds = new Map(
          graph
            .ofType('AWS::IAM::Role')
            .map(({ attributes }) => [String(attributes.Arn), String(attributes.RoleId)]),
        );
      },
    };
  },
};

function refuse(operation: string): never {
  throw new AwsError(
    'InvalidAction',
    `The sandbox does not support the operation ${operation}: use the credentials that you have.`,
  );
}
