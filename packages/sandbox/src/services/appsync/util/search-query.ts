import { listAt, mapAt, rangeAt } from './filter-members.js';
import { UnreadableFilterError } from './unreadable-filter.js';
import { isBoolean, isString } from './value-types.js';

/** A query in the Query DSL of OpenSearch. */
type Query = { readonly [name: string]: unknown };

const RANGE_OPERATORS = new Set(['gt', 'gte', 'lt', 'lte']);

const QUERY_NAMES = new Map([
  ['match', 'match'],
  ['matchPhrase', 'match_phrase'],
  ['matchPhrasePrefix', 'match_phrase_prefix'],
  ['multiMatch', 'multi_match'],
  ['wildcard', 'wildcard'],
  ['regexp', 'regexp'],
]);

/**
 * `util.transform.toElasticsearchQueryDSL`: JSON of a query. AWS documents `term` queries for `eq`;
 * the service gives `match` queries, on the field's keyword for a string.
 *
 * @throws {UnreadableFilterError}
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/transformation-helpers-in-utils-transform.html
 * @see https://github.com/aws-amplify/amplify-cli/issues/14036
 */
export function toSearchQuery(filter: unknown): string {
  return JSON.stringify(filterQuery('The filter', filter));
}

function filterQuery(place: string, filter: unknown): Query | null {
  return allOf(
    Object.entries(mapAt(place, filter)).map(([name, member]) =>
      memberQuery(`${place}.${name}`, name, member),
    ),
  );
}

function memberQuery(place: string, name: string, member: unknown): Query | null {
  switch (name) {
    case 'and':
      return { bool: { must: listAt(place, member).map((item) => filterQuery(place, item)) } };
    case 'or':
      return {
        bool: {
          should: listAt(place, member).map((item) => filterQuery(place, item)),
          minimum_should_match: 1,
        },
      };
    case 'not':
      return not(filterQuery(place, member));
    default:
      return allOf(
        Object.entries(mapAt(place, member)).map(([operator, value]) =>
          operatorQuery(`${place}.${operator}`, name, operator, value),
        ),
      );
  }
}

function operatorQuery(place: string, field: string, operator: string, value: unknown): Query {
  if (RANGE_OPERATORS.has(operator)) return { range: fieldQuery(field, { [operator]: value }) };
  const queryName = QUERY_NAMES.get(operator);
  if (queryName !== undefined) return { [queryName]: fieldQuery(field, value) };
  switch (operator) {
    case 'eq':
      return equals(field, value);
    case 'ne':
      return not(equals(field, value));
    case 'range': {
      const [gte, lte] = rangeAt(place, value);
      return { range: fieldQuery(field, { gte, lte }) };
    }
    case 'exists': {
      if (!isBoolean(value)) throw new UnreadableFilterError(`${place} is not a Boolean.`);
      const exists = { exists: { field } };
      return value ? exists : not(exists);
    }
    default:
      throw new UnreadableFilterError(`${place} is not an operator of a search.`);
  }
}

function equals(field: string, value: unknown): Query {
  return { match: fieldQuery(isString(value) ? `${field}.keyword` : field, value) };
}

/** A computed name of an object literal is a plain key, even `__proto__`. */
function fieldQuery(field: string, value: unknown): Query {
  return { [field]: value };
}

function not(query: Query | null): Query {
  return { bool: { must_not: query } };
}

function allOf(queries: readonly (Query | null)[]): Query | null {
  const [first = null, ...others] = queries;
  return others.length === 0 ? first : { bool: { must: queries } };
}
