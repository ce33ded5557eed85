import type { Resource, ResourceGraph, Value } from '../assembly/resource-graph.js';
import { listOf, objectOf, textOf } from '../assembly/template-values.js';
import type { Caller } from '../protocols/request.js';
import { MANAGED_POLICIES } from './managed-policies.js';
import { decide, type Permission, type Policy, parsePolicy } from './policy.js';
import type { ConditionContext } from './policy-variables.js';

/** The permissions of callers, by the policies of the template. */
export type Access = {
  /**
   * Returns the refusal for a caller without permission, or undefined if the caller is allowed. The
   * developer may do everything. A role that the template does not define may do nothing, because
   * the sandbox does not know its policies.
   *
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
   */
  refusal(caller: Caller, permission: Permission): string | undefined;
  /** Warnings for the developer about the roles and their policies. */
  readonly warnings: readonly string[];
  deploy(graph: ResourceGraph): void;
};

type Role = { readonly policies: readonly Policy[] };

/** @param now The clock of the services, in milliseconds since 1970. */
export function createAccess({ region, now }: { region: string; now(): number }): Access {
  let roles: ReadonlyMap<string, Role> = new Map();
  let ofResources: ReadonlyMap<string, readonly Policy[]> = new Map();
  let warnings: readonly string[] = [];

  return {
    refusal(caller, { action, resources, context }) {
      if (caller.type !== 'role') return undefined;
      const role = roles.get(caller.roleArn);
      if (!role) return unknownRole(caller, action, resources);
      const permission = {
        action,
        resources,
        context: { ...contextOf(caller, region, now()), ...context },
      };
      const principal = { arns: [caller.roleArn, caller.arn] };
      const identity = decide(role.policies, permission);
      const resource = decide(
        resources.flatMap((arn) => ofResources.get(ownerOf(arn)) ?? []),
        permission,
        principal,
      );
      const isDenied = identity === 'Deny' || resource === 'Deny';
      if (!isDenied && (identity === 'Allow' || resource === 'Allow')) return undefined;
      const why = isDenied
        ? `with an explicit deny in ${identity === 'Deny' ? 'an identity-based' : 'a resource-based'} policy`
        : `because no identity-based policy allows the ${action} action`;
      return `${unauthorized(caller, action, resources)} ${why}`;
    },
    get warnings() {
      return warnings;
    },
    deploy(graph) {
      const unknown: string[] = [];
      roles = rolesOf(graph, unknown);
      ofResources = resourcePoliciesOf(graph);
      warnings = [...unknown, ...undefinedRoles(graph, roles)];
    },
  };
}

type RoleCaller = Extract<Caller, { type: 'role' }>;

function unauthorized(
  { arn }: RoleCaller,
  action: string,
  [resource = '']: readonly string[],
): string {
  // The message must not repeat a phone number.
  const where = resource.startsWith('arn:') ? ` on resource: ${resource}` : '';
  return `User: ${arn} is not authorized to perform: ${action}${where}`;
}

function unknownRole(caller: RoleCaller, action: string, resources: readonly string[]): string {
  return `${unauthorized(caller, action, resources)} because no identity-based policy allows the ${action} action: the backend does not define the role ${caller.roleArn || '(none)'}, so the sandbox does not know its policies. Define the role in amplify/, or use one that is defined there.`;
}

/** The condition keys that every request has. In AWS these requests come over TLS. */
function contextOf(
  { arn, roleArn, subject }: RoleCaller,
  region: string,
  now: number,
): ConditionContext {
  return {
    'aws:securetransport': 'true',
    'aws:requestedregion': region,
    'aws:principalarn': roleArn,
    'aws:principalaccount': roleArn.split(':')[4],
    'aws:userid': arn.slice(arn.indexOf('/') + 1).replace('/', ':'),
    'aws:currenttime': new Date(now).toISOString(),
    'aws:epochtime': String(Math.floor(now / 1000)),
    'cognito-identity.amazonaws.com:sub': subject,
  };
}

function rolesOf(graph: ResourceGraph, warnings: string[]): ReadonlyMap<string, Role> {
  return new Map(
    [...documentsOf(graph, warnings)].map(([arn, documents]) => [
      arn,
      { policies: documents.map(parsePolicy) },
    ]),
  );
}

/**
 * The policy documents of each role, by the role's ARN.
 *
 * @param warnings Gets a sentence for each policy that the sandbox does not know.
 */
export function documentsOf(
  graph: ResourceGraph,
  warnings: string[] = [],
): ReadonlyMap<string, readonly Value[]> {
  const attached = new Map<string, Value[]>();
  const attach = (roleName: Value, document: Value | undefined) => {
    const documents = attached.get(String(roleName)) ?? [];
    attached.set(String(roleName), [...documents, document ?? {}]);
  };
  const managed = new Map<string, Value | undefined>();
  for (const { type, physicalId, properties } of graph.resources) {
    if (type === 'AWS::IAM::ManagedPolicy') managed.set(physicalId, properties.PolicyDocument);
    if (type === 'AWS::IAM::Policy' || type === 'AWS::IAM::ManagedPolicy') {
      for (const role of listOf(properties.Roles)) attach(role, properties.PolicyDocument);
    }
    if (type === 'AWS::IAM::RolePolicy') {
      attach(properties.RoleName ?? '', properties.PolicyDocument);
    }
  }
  return new Map(
    graph.ofType('AWS::IAM::Role').map((role) => {
      const { physicalId, properties, attributes } = role;
      for (const inline of listOf(properties.Policies)) {
        attach(physicalId, objectOf(inline).PolicyDocument);
      }
      for (const arn of listOf(properties.ManagedPolicyArns).map(String)) {
        const document = managed.get(arn) ?? managedByAws(arn);
        if (document !== undefined) attach(physicalId, document);
        else warnings.push(unknownPolicy(role, arn));
      }
      return [String(attributes.Arn), attached.get(physicalId) ?? []] as const;
    }),
  );
}

/** One warning for each resource that uses a role that the template does not define. */
function undefinedRoles(graph: ResourceGraph, roles: ReadonlyMap<string, Role>): readonly string[] {
  return graph.resources.flatMap((resource) =>
    rolesGivenBy(resource)
      .filter(([, roleArn]) => !roles.has(roleArn))
      .map(
        ([who, roleArn]) =>
          `${who} has the role ${roleArn || '(none)'}, which the backend does not define: the sandbox does not know its policies, and refuses everything that needs one. Define the role in amplify/, or check its ARN.`,
      ),
  );
}

/** The callers to which a resource gives a role, with the ARN of the role. */
function rolesGivenBy({
  type,
  name,
  physicalId,
  properties,
}: Resource): readonly (readonly [who: string, roleArn: string])[] {
  switch (type) {
    case 'AWS::Lambda::Function':
      return [[`The function ${name}`, textOf(properties.Role) ?? '']];
    case 'AWS::Cognito::UserPoolGroup':
      // A group without a role gives no role to its members.
      return properties.RoleArn === undefined
        ? []
        : [[`The group ${physicalId}`, textOf(properties.RoleArn) ?? '']];
    case 'AWS::Cognito::IdentityPoolRoleAttachment':
      return Object.entries(objectOf(properties.Roles)).map(([kind, roleArn]) => [
        `The ${kind} user of an identity pool`,
        textOf(roleArn) ?? '',
      ]);
    case 'AWS::AppSync::DataSource':
      // A data source that calls no service of AWS needs no role.
      return properties.ServiceRoleArn === undefined
        ? []
        : [
            [
              `The data source ${textOf(properties.Name) ?? name}`,
              textOf(properties.ServiceRoleArn) ?? '',
            ],
          ];
    case 'AWS::Scheduler::Schedule':
      return [[`The schedule ${physicalId}`, textOf(objectOf(properties.Target).RoleArn) ?? '']];
    default:
      return [];
  }
}

/** Checks the account, because a customer's policy may have the name of an AWS policy. */
function managedByAws(arn: string): Value | undefined {
  const [, name = ''] = /^arn:[^:]+:iam::aws:policy\/(.+)$/.exec(arn) ?? [];
  return Object.hasOwn(MANAGED_POLICIES, name) ? MANAGED_POLICIES[name] : undefined;
}

function unknownPolicy({ path, name }: Resource, arn: string): string {
  return `The role ${path || name} has the policy ${arn}, which the sandbox does not know. Everything that only this policy allows is refused here.`;
}

/** The policies of buckets, queues, topics, keys and secrets, by the resource's ARN. */
function resourcePoliciesOf(graph: ResourceGraph): ReadonlyMap<string, readonly Policy[]> {
  const policies = new Map<string, readonly Policy[]>();
  const add = (arn: string | undefined, document: Value | undefined) => {
    if (arn === undefined || document === undefined) return;
    policies.set(arn, [...(policies.get(arn) ?? []), parsePolicy(document)]);
  };
  const arns = new Map(
    graph.resources.map(({ physicalId, attributes }) => [physicalId, attributes.Arn]),
  );
  const arnOf = (reference: Value) => {
    const arn = arns.get(String(reference)) ?? reference;
    return String(arn);
  };
  for (const { type, properties, attributes } of graph.resources) {
    const { PolicyDocument } = properties;
    switch (type) {
      case 'AWS::S3::BucketPolicy':
        add(arnOf(properties.Bucket ?? ''), PolicyDocument);
        break;
      case 'AWS::SQS::QueuePolicy':
        for (const queue of listOf(properties.Queues)) add(arnOf(queue), PolicyDocument);
        break;
      case 'AWS::SNS::TopicPolicy':
        for (const topic of listOf(properties.Topics)) add(String(topic), PolicyDocument);
        break;
      case 'AWS::SecretsManager::ResourcePolicy':
        add(String(properties.SecretId), properties.ResourcePolicy);
        break;
      case 'AWS::KMS::Key':
        add(String(attributes.Arn), properties.KeyPolicy);
    }
  }
  return policies;
}

/** The resource whose policy applies: the bucket of an object, or the resource itself. */
function ownerOf(arn: string): string {
  return arn.startsWith('arn:aws:s3:::') ? (arn.split('/')[0] ?? arn) : arn;
}
