import { AwsError } from '../../protocols/aws-error.js';
import { answerQuery, type QueryOperations, queryError } from '../../protocols/query.js';
import type { ServiceDefinition } from '../service.js';

const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';
/** The user that the developer's credentials are of. */
const DEVELOPER = { name: 'developer', id: 'AIDADEVELOPEREXAMPLE0' };
/** What gives other credentials than the caller has. */
const ASSUMING = [
  'AssumeRole',
  'AssumeRoleWithSAML',
  'AssumeRoleWithWebIdentity',
  'AssumeRoot',
  'GetFederationToken',
  'GetSessionToken',
];

/**
 * AWS STS: tells callers who they are.
 *
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 */
export const sts: ServiceDefinition = {
  name: 'sts',
  resourceTypes: {},
  create({ partition, accountId }) {
    /** By the ARN of the role. */
    let roleIds: ReadonlyMap<string, string> = new Map();
    const operations: QueryOperations = {
      ...Object.fromEntries(ASSUMING.map((name) => [name, () => refuse(name)])),
      GetCallerIdentity(_, { caller }) {
        if (caller.type !== 'role') {
          const Arn = `arn:${partition}:iam::${accountId}:user/${DEVELOPER.name}`;
          return { Arn, UserId: DEVELOPER.id, Account: accountId };
        }
        const sessionName = caller.arn.slice(caller.arn.lastIndexOf('/') + 1);
        // A role that the backend only names has an id that nobody knows.
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
    `The sandbox does not serve the operation ${operation}: use the credentials that you have.`,
  );
}
