import type { Resource } from '../../../assembly/resource-graph.js';
import { objectOf, stringOf } from '../../../assembly/template-values.js';
import { SandboxError } from '../../../errors.js';

/** The name by which resolvers name a data source. */
export function nameOf({ properties, logicalId }: Resource): string {
  return stringOf(properties.Name) ?? logicalId;
}

/** @throws {SandboxError} `TEMPLATE_UNSUPPORTED` for a data source that needs a role and has none. */
export function roleOf(resource: Resource): string {
  const role = stringOf(resource.properties.ServiceRoleArn);
  if (role) return role;
  throw incomplete(resource, 'ServiceRoleArn', 'the role that AppSync acts with');
}

/** @throws {SandboxError} `TEMPLATE_UNSUPPORTED` */
export function requiredProperty(resource: Resource, config: string, member: string): string {
  const value = stringOf(objectOf(resource.properties[config])[member]);
  if (value) return value;
  throw incomplete(resource, `${config}.${member}`, 'which AppSync needs');
}

function incomplete(resource: Resource, property: string, meaning: string): SandboxError {
  const { Type } = resource.properties;
  return new SandboxError(
    'TEMPLATE_UNSUPPORTED',
    `The data source ${nameOf(resource)} of type ${Type} has no ${property}, ${meaning}.`,
    'Set it where the data source is defined in amplify/. AWS refuses to deploy it like this, too.',
  );
}
