import type { Value } from './resource-graph.js';

/** A reference in a template to a value that is stored outside of the template. */
export type DynamicReference = {
  readonly kind: 'parameter' | 'secret';
  /** Name of the parameter; name or ARN of the secret. */
  readonly id: string;
  /** The member of a secret that is a JSON object. */
  readonly key?: string;
  /** The version of a secret, if it is not the current one. */
  readonly version?: string;
  /** The text of the reference in the template. */
  readonly text: string;
};

const REFERENCE = /\{\{resolve:(ssm|ssm-secure|secretsmanager):([^{}]+)\}\}/g;
/** `arn:aws:secretsmanager:eu-west-1:123456789012:secret:name-AbCdEf` */
const ARN_PARTS = 7;

/**
 * Replaces the dynamic references in a value.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
 */
export function resolveReferences(
  value: Value,
  lookUp: (reference: DynamicReference) => string,
): Value {
  if (typeof value === 'string') {
    if (!value.includes('{{resolve:')) return value;
    return value.replace(REFERENCE, (text, service: string, rest: string) =>
      lookUp(parseReference(text, service, rest)),
    );
  }
  if (Array.isArray(value)) return value.map((entry) => resolveReferences(entry, lookUp));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, entry]) => [name, resolveReferences(entry, lookUp)]),
  );
}

function parseReference(text: string, service: string, rest: string): DynamicReference {
  const parts = rest.split(':');
  if (service !== 'secretsmanager') return { kind: 'parameter', id: parts[0] ?? '', text };
  const ownParts = rest.startsWith('arn:') ? ARN_PARTS : 1;
  const id = parts.slice(0, ownParts).join(':');
  const [, key, stage, versionId] = parts.slice(ownParts);
  const version = versionId || (stage !== 'AWSCURRENT' && stage) || undefined;
  return { kind: 'secret', id, text, ...(key && { key }), ...(version && { version }) };
}

/** The local name for the value of a parameter or a secret that exists only in AWS. */
export function localNameOf(id: string): string {
  const [, name = id] = /^arn:[^:]*:secretsmanager:[^:]*:[^:]*:secret:(.+)$/.exec(id) ?? [];
  return name.replace(/^\/+/, '').replace(/[^\w.-]+/g, '_');
}

/** A member of a secret that is a JSON object. */
export function memberOf(secret: string, key: string): string | undefined {
  try {
    const members: unknown = JSON.parse(secret);
    if (typeof members !== 'object' || members === null || !Object.hasOwn(members, key)) {
      return undefined;
    }
    const member: unknown = Reflect.get(members, key);
    return typeof member === 'string' ? member : JSON.stringify(member);
  } catch {
    return undefined;
  }
}
