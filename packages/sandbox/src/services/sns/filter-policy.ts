import {
  FILTER_OPERATORS,
  type FilterPattern,
  parseFilterPattern,
} from '../../context/events/filter-pattern.js';
import { isJsonObject } from '../../protocols/json-value.js';
import type { MessageAttributes } from './message-attributes.js';

/** Whether a message matches the filter policy of a subscription. */
export type FilterPolicy = (attributes: MessageAttributes, body: string) => boolean;

export type FilterPolicyScope = 'MessageAttributes' | 'MessageBody';

const MAXIMUM_BYTES = 256 * 1024;
const MAXIMUM_KEYS = 5;
const MAXIMUM_COMBINATIONS = 150;

/**
 * Reads a filter policy. An empty policy matches every message.
 *
 * @param text JSON.
 * @throws {Error} When the policy is not valid. The message is that of SNS.
 * @see https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html
 */
export function parseFilterPolicy(text: string, scope: FilterPolicyScope): FilterPolicy {
  if (Buffer.byteLength(text) > MAXIMUM_BYTES) {
    throw new Error('FilterPolicy: Filter policy is too long');
  }
  if (/^\s*\{\s*\}\s*$/.test(text)) return () => true;
  const matches = readPattern(text);
  const policy: unknown = JSON.parse(text);
  if (isJsonObject(policy)) checkSize(policy, scope);
  if (scope === 'MessageBody') return (_, body) => matchesBody(matches, body);
  return (attributes) => {
    const fields = filterable(attributes);
    // Even `exists: false` requires that the message has another attribute.
    return Object.keys(attributes).length > 0 && matches(fields);
  };
}

function readPattern(text: string): FilterPattern {
  try {
    return parseFilterPattern(text, FILTER_OPERATORS.sns);
  } catch (error) {
    throw new Error(`FilterPolicy: ${error instanceof Error ? error.message : error}`);
  }
}

/** A message whose body is not a JSON object does not match. */
function matchesBody(matches: FilterPattern, body: string): boolean {
  try {
    const event: unknown = JSON.parse(body);
    return isJsonObject(event) && matches(event);
  } catch {
    return false;
  }
}

function checkSize(policy: Readonly<Record<string, unknown>>, scope: FilterPolicyScope): void {
  const { keys, combinations, depth } = sizeOf(policy, 1);
  if (keys > MAXIMUM_KEYS) {
    throw new Error(`FilterPolicy: Filter policy can not have more than ${MAXIMUM_KEYS} keys`);
  }
  if (combinations > MAXIMUM_COMBINATIONS) {
    throw new Error('FilterPolicy: Filter policy is too complex');
  }
  if (depth > 1 && scope === 'MessageAttributes') {
    throw new Error('Filter policy scope MessageAttributes does not support nested filter policy');
  }
}

type Size = { readonly keys: number; readonly combinations: number; readonly depth: number };

/**
 * The size of a policy: its number of keys with values, its combinations and its depth. The
 * combinations are the product of each key's number of values times its depth. For `$or`, the
 * largest number of keys in one alternative counts, and the sum of the combinations.
 */
function sizeOf(policy: Readonly<Record<string, unknown>>, depth: number): Size {
  let size: Size = { keys: 0, combinations: 1, depth };
  for (const [name, member] of Object.entries(policy)) {
    const own = memberSize(name, member, depth);
    size = {
      keys: size.keys + own.keys,
      combinations: size.combinations * own.combinations,
      depth: Math.max(size.depth, own.depth),
    };
  }
  return size;
}

function memberSize(name: string, member: unknown, depth: number): Size {
  if (isJsonObject(member)) return sizeOf(member, depth + 1);
  const values: readonly unknown[] = Array.isArray(member) ? member : [];
  if (name !== '$or') return { keys: 1, combinations: values.length * depth, depth };
  const sizes = values.filter(isJsonObject).map((each) => sizeOf(each, depth));
  return {
    keys: Math.max(...sizes.map(({ keys }) => keys)),
    combinations: sizes.reduce((sum, { combinations }) => sum + combinations, 0),
    depth: Math.max(...sizes.map((size) => size.depth)),
  };
}

/** The values of attributes. Numbers and lists are parsed, and bytes are ignored. */
function filterable(attributes: MessageAttributes): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(attributes).flatMap(([name, { type, value }]) => {
      if (type.startsWith('Binary')) return [];
      if (type.startsWith('Number')) return [[name, Number(value)]];
      return [[name, type === 'String.Array' ? parseList(value) : value]];
    }),
  );
}

function parseList(text: string): unknown {
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) ? list : undefined;
  } catch {
    return undefined;
  }
}
