import type { Resource, ResourceGraph, Value } from '../assembly/resource-graph.js';
import { listOf, objectOf } from '../assembly/template-values.js';
import type { Caller } from '../protocols/request.js';
import { MANAGED_POLICIES } from './managed-policies.js';
import {
  type ConditionContext,
  decide,
  type Permission,
  type Policy,
  parsePolicy,
} from './policy.js';

/** Who may do what, by the policies of the template. */
export type Access = {
  /**
   * What is said to who may not; undefined to who may. The developer may do everything, and so may
   * a role that the template does not define, for its policies are not known here.
   *
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
   */
  refusal(caller: Caller, permission: Permission): string | undefined;
  /** What the developer should know of the policies. */
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
      if (!role) return undefined;
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
      // A phone number is not repeated.
      const where = resources[0]?.startsWith('arn:') ? ` on resource: ${resources[0]}` : '';
      const why = isDenied
        ? `with an explicit deny in ${identity === 'Deny' ? 'an identity-based' : 'a resource-based'} policy`
        : `because no identity-based policy allows the ${action} action`;
      return `User: ${caller.arn} is not authorized to perform: ${action}${where} ${why}`;
    },
    get warnings() {
      return warnings;
    },
    deploy(graph) {
      const unknown: string[] = [];
      roles = rolesOf(graph, unknown);
      ofResources = resourcePoliciesOf(graph);
      warnings = unknown;
    },
  };
}

/** The condition keys that every request has. In AWS these requests come over TLS. */
function contextOf(
  { arn, roleArn, subject }: Extract<Caller, { type: 'role' }>,
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
  const attached = new Map<string, Policy[]>();
  const attach = (roleName: Value, document: Value | undefined) => {
    const policies = attached.get(String(roleName)) ?? [];
    attached.set(String(roleName), [...policies, parsePolicy(document)]);
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
      return [String(attributes.Arn), { policies: attached.get(physicalId) ?? [] }] as const;
    }),
  );
}

/** A policy of an account may have the name of one of AWS, and allow something else. */
function managedByAws(arn: string): Value | undefined {
  const [, name = ''] = /^arn:[^:]+:iam::aws:policy\/(.+)$/.exec(arn) ?? [];
  return Object.hasOwn(MANAGED_POLICIES, name) ? MANAGED_POLICIES[name] : undefined;
}

function unknownPolicy({ path, name }: Resource, arn: string): string {
  return `The role ${path || name} has the policy ${arn}, which the sandbox does not know: what it allows is refused here.`;
}

/** Policies of buckets, queues, topics and keys, by the ARN of what they are for. */
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

/** The bucket of an object; anything else is its own. */
function ownerOf(arn: string): string {
  return arn.startsWith('arn:aws:s3:::') ? (arn.split('/')[0] ?? arn) : arn;
}
