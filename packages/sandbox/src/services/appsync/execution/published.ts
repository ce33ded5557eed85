import {
  type FieldNode,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type SelectionSetNode,
} from 'graphql';
import { isJsonObject } from '../../../protocols/json-value.js';
import { SerialisedJson } from '../scalars.js';
import { fieldsOf, type ValidDocument } from './document.js';

/** The result of one mutation field, for the subscriptions that it triggers. */
export type PublishedResult = {
  readonly mutation: string;
  /** The selected fields by their names in the schema. Fields that were not selected are absent. */
  readonly value: unknown;
};

/**
 * The results of a mutation for its subscribers. Aliases of the client that sent it are replaced by
 * the names of the fields.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/aws-appsync-real-time-data.html
 */
export function publishedResults(
  schema: GraphQLSchema,
  { document, operation }: ValidDocument,
  data: Readonly<Record<string, unknown>> | null,
): readonly PublishedResult[] {
  const mutations = schema.getMutationType();
  if (operation.operation !== 'mutation' || data === null || !mutations) return [];
  const fields = mutations.getFields();
  const collect = (set: SelectionSetNode) => fieldsOf(document, set);
  return collect(operation.selectionSet).flatMap((node) => {
    const field = fields[node.name.value];
    const value = data[responseName(node)];
    if (!field || value === null || value === undefined) return [];
    return [{ mutation: field.name, value: namedValue(field.type, node, value) }];
  });

  function namedValue(type: GraphQLOutputType, node: FieldNode, value: unknown): unknown {
    if (value === null || value === undefined) return null;
    if (isNonNullType(type)) return namedValue(type.ofType, node, value);
    if (isListType(type)) {
      return Array.isArray(value) ? value.map((item) => namedValue(type.ofType, node, item)) : null;
    }
    if (isLeafType(type)) {
      const isJson = type.name === 'AWSJSON' && typeof value === 'string';
      return isJson ? new SerialisedJson(value) : value;
    }
    return isJsonObject(value) ? namedObject(type, node, value) : null;
  }

  function namedObject(
    type: GraphQLOutputType,
    { selectionSet }: FieldNode,
    value: Readonly<Record<string, unknown>>,
  ): unknown {
    const selected = selectionSet ? collect(selectionSet) : [];
    const named: Record<string, unknown> = {};
    const possible = isAbstractType(type) ? schema.getPossibleTypes(type) : [getNamedType(type)];
    for (const inner of selected) {
      const name = inner.name.value;
      const given = value[responseName(inner)];
      if (given === undefined) continue;
      const field = possible
        .map((each) => (isObjectType(each) ? each.getFields()[name] : undefined))
        .find((each) => each !== undefined);
      named[name] = field ? namedValue(field.type, inner, given) : given;
    }
    return named;
  }
}

function responseName({ alias, name }: FieldNode): string {
  return (alias ?? name).value;
}
