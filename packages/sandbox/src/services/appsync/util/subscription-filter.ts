import { requireList } from './arguments.js';
import { listAt, mapAt } from './filter-members.js';
import { UnreadableFilterError } from './unreadable-filter.js';
import { isNull } from './value-types.js';

/** One condition on the fields of a subscription's event. */
export type SubscriptionCondition = {
  readonly fieldName: string;
  readonly operator: string;
  readonly value: unknown;
};

/** An event passes if all conditions of one group hold. */
export type SubscriptionFilter = {
  readonly filterGroup: readonly { readonly filters: readonly SubscriptionCondition[] }[];
};

type Group = readonly SubscriptionCondition[];

/** AppSync accepts 10 groups. Above this limit, the groups would fill the memory. */
const MAXIMUM_GROUPS = 1000;

/**
 * `util.transform.toSubscriptionFilter(filter, ignoredFields?, rules?)`. Each operator of a field
 * and each member of an `or` is an alternative, so the groups are their product. At least one of
 * the rules holds in each group.
 *
 * @throws {UnreadableFilterError}
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/transformation-helpers-in-utils-transform.html
 */
export function toSubscriptionFilter(
  filter: unknown,
  ignoredFields?: unknown,
  rules?: unknown,
): SubscriptionFilter {
  const ignored = isNull(ignoredFields)
    ? []
    : requireList('util.transform.toSubscriptionFilter', ignoredFields);
  const factors = [
    ...factorsOf(filter, ignored, 'The filter'),
    isNull(rules) ? [] : ruleGroups(rules),
  ];
  return { filterGroup: product(factors).map((filters) => ({ filters })) };
}

function factorsOf(
  filter: unknown,
  ignored: readonly unknown[],
  place: string,
): readonly (readonly Group[])[] {
  return Object.entries(mapAt(place, filter)).flatMap(([name, member]) => {
    const memberPlace = `${place}.${name}`;
    if (name === 'and') {
      return listAt(memberPlace, member).flatMap((item) => factorsOf(item, ignored, memberPlace));
    }
    if (name === 'or') {
      return [
        listAt(memberPlace, member).flatMap((item) =>
          product(factorsOf(item, ignored, memberPlace)),
        ),
      ];
    }
    return ignored.includes(name) ? [] : [fieldGroups(memberPlace, name, member)];
  });
}

function ruleGroups(rules: unknown): readonly Group[] {
  return Object.entries(mapAt('The rules', rules)).flatMap(([name, operators]) =>
    fieldGroups(`The rule ${name}`, name, operators),
  );
}

function fieldGroups(place: string, fieldName: string, operators: unknown): readonly Group[] {
  return Object.entries(mapAt(place, operators)).map(([operator, value]) => [
    { fieldName, operator, value },
  ]);
}

/** Each way to take one group of each factor. A factor without groups is no condition. */
function product(factors: readonly (readonly Group[])[]): readonly Group[] {
  const [first = [], ...others] = factors.filter((groups) => groups.length > 0);
  return others.reduce((groups, factor) => {
    if (groups.length * factor.length > MAXIMUM_GROUPS) {
      throw new UnreadableFilterError(
        `The filter has more than ${MAXIMUM_GROUPS} combinations of alternatives. AppSync accepts 10.`,
      );
    }
    return groups.flatMap((group) => factor.map((alternative) => [...group, ...alternative]));
  }, first);
}
