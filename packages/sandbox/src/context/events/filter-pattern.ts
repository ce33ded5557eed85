import { isJsonObject } from '../../protocols/json-value.js';
import { type FieldRules, matchesTogether } from './array-consistency.js';
import { fieldsOf } from './event-fields.js';
import { type FilterOperators, parseRule } from './filter-rules.js';

/** Whether an event matches. A value that is not an object is an event without fields. */
export type FilterPattern = (event: unknown) => boolean;

type JsonObject = { readonly [name: string]: unknown };

const TEXT_OPERATORS = ['prefix', 'suffix', 'equals-ignore-case'];
const PIPE_OPERATORS = [...TEXT_OPERATORS, 'exists', 'numeric', 'anything-but'];
const NEGATED_OPERATORS = new Set([...TEXT_OPERATORS, 'wildcard']);

/**
 * The comparisons that each service supports. Lambda lacks the same ones as EventBridge Pipes.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html#filtering-syntax
 * @see https://docs.aws.amazon.com/sns/latest/dg/string-value-matching.html
 * @see https://docs.aws.amazon.com/sns/latest/dg/attribute-key-matching.html
 */
export const FILTER_OPERATORS = {
  eventbridge: {
    all: new Set([...PIPE_OPERATORS, 'wildcard', 'cidr', 'exactly']),
    negated: NEGATED_OPERATORS,
    exists: () => true,
  },
  lambda: { all: new Set(PIPE_OPERATORS), negated: new Set<string>(), exists: () => true },
  sns: {
    all: new Set([...PIPE_OPERATORS, 'wildcard', 'cidr']),
    negated: NEGATED_OPERATORS,
    exists: (value) => value !== null && value !== '',
  },
} as const satisfies Readonly<Record<string, FilterOperators>>;

/** Nesting limit of EventBridge's JSON parser. */
const MAXIMUM_DEPTH = 1000;
/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html#eb-filtering-complex-example-or */
const MAXIMUM_ALTERNATIVES = 1000;
/** Names that event-ruler reserves. In `$or` they would be read as a comparison. */
const RESERVED_IN_OR = new Set([
  ...FILTER_OPERATORS.eventbridge.all,
  ...['=', '<', '<=', '>', '>=', 'regex', 'not-wildcard', 'not-equals-ignore-case'],
  ...['date-after', 'date-on-or-after', 'date-before', 'date-on-or-before', 'in-date-range'],
  ...['ip-address-in-range', 'ip-address-not-in-range'],
]);

/**
 * Parses a pattern of EventBridge, a filter of Lambda's event source mappings, or a filter policy
 * of SNS. It matches like event-ruler, which AWS runs in all of them.
 *
 * @param text JSON: `{ "dynamodb": { "NewImage": { "kind": { "S": [{ "prefix": "a" }] } } } }`.
 * @throws {Error} When the pattern is not valid, in the words of AWS.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
 * @see https://github.com/aws/event-ruler
 */
export function parseFilterPattern(
  text: string,
  operators: FilterOperators = FILTER_OPERATORS.eventbridge,
): FilterPattern {
  let pattern: unknown;
  try {
    pattern = JSON.parse(text);
  } catch {
    throw new Error('failed to parse JSON.');
  }
  if (!isJsonObject(pattern)) throw new Error('Filter is not an object');
  const alternatives = parseFields(pattern, { operators, names: [], isInOr: false }, [new Map()]);
  const names = new Set(alternatives.flatMap((alternative) => [...alternative.keys()]));
  return (event) => {
    const fields = fieldsOf(isJsonObject(event) ? event : {}, names);
    return alternatives.some((alternative) => matchesTogether(alternative, fields));
  };
}

type Place = {
  readonly operators: FilterOperators;
  /** The path of names to this object. */
  readonly names: readonly string[];
  readonly isInOr: boolean;
};

/** The fields of a pattern by path, with dots between names. */
type Alternative = ReadonlyMap<string, FieldRules>;

/** Adds the fields of an object to every alternative. Each `$or` multiplies the alternatives. */
function parseFields(
  pattern: JsonObject,
  place: Place,
  alternatives: readonly Alternative[],
): readonly Alternative[] {
  const entries = Object.entries(pattern);
  if (entries.length === 0) throw new Error('Empty objects are not allowed');
  return entries.reduce(
    (found, [name, member]) => parseMember(name, member, place, found),
    alternatives,
  );
}

function parseMember(
  name: string,
  member: unknown,
  place: Place,
  alternatives: readonly Alternative[],
): readonly Alternative[] {
  if (name === '$or') return parseOr(member, place, alternatives);
  if (place.isInOr && RESERVED_IN_OR.has(name)) {
    throw new Error(`${name} is Ruler reserved fieldName which cannot be used inside $or.`);
  }
  const names = [...place.names, name];
  if (names.length > MAXIMUM_DEPTH) {
    throw new Error(`Document nesting depth exceeds the maximum allowed (${MAXIMUM_DEPTH})`);
  }
  if (isJsonObject(member)) return parseFields(member, { ...place, names }, alternatives);
  if (!Array.isArray(member)) throw new Error(`"${name}" must be an object or an array`);
  if (member.length === 0) throw new Error('Empty arrays are not allowed');
  const rules = member.map((rule) => parseRule(rule, place.operators));
  // Of a name that occurs twice, the last value counts, as in event-ruler.
  return alternatives.map((alternative) => new Map([...alternative, [names.join('.'), rules]]));
}

function parseOr(
  member: unknown,
  place: Place,
  alternatives: readonly Alternative[],
): readonly Alternative[] {
  if (!Array.isArray(member)) throw new Error('It must be an Array followed with $or.');
  if (member.length < 2) throw new Error('There must have at least 2 Objects in $or relationship.');
  const found: Alternative[] = [];
  for (const each of member) {
    if (!isJsonObject(each)) {
      throw new Error('Only JSON object is allowed in array of $or relationship.');
    }
    found.push(...parseFields(each, { ...place, isInOr: true }, alternatives));
    if (found.length > MAXIMUM_ALTERNATIVES) {
      throw new Error(`$or has more than ${MAXIMUM_ALTERNATIVES} combinations`);
    }
  }
  return found;
}
