import {
  type GraphQLSchema,
  getNamedType,
  getOperationAST,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  parse,
} from 'graphql';
import { postJson } from '../api/client.ts';
import type { Caller } from './callers.ts';
import { type Operation, type Sink, subscribe } from './subscription.ts';

/** Sends operations of GraphiQL to an API. A subscription stays open until it is stopped. */
export function createFetcher(apiId: string, auth: Caller) {
  return (operation: Operation) => {
    if (!isSubscription(operation)) {
      return postJson<object>('graphql', { apiId, auth, ...operation });
    }
    return {
      subscribe(sink: Sink<unknown>) {
        return { unsubscribe: subscribe(apiId, auth, operation, sink) };
      },
    };
  };
}

function isSubscription({ query, operationName }: Operation): boolean {
  try {
    return getOperationAST(parse(query), operationName)?.operation === 'subscription';
  } catch {
    // The API says what is wrong with the text.
    return false;
  }
}

/** A first operation for the schema: the first list, with the fields that need no choice. */
export function firstOperation(schema: GraphQLSchema): string {
  const fields = Object.values(schema.getQueryType()?.getFields() ?? {});
  const field =
    fields.find(({ name, args }) => name.startsWith('list') && !args.some(isRequired)) ?? fields[0];
  if (field === undefined) return '';
  const type = getNamedType(field.type);
  if (!isObjectType(type)) return `query ${capital(field.name)} {\n  ${field.name}\n}\n`;
  const items = type.getFields().items;
  const itemType = items === undefined ? type : getNamedType(items.type);
  const leaves = isObjectType(itemType)
    ? Object.values(itemType.getFields())
        .filter((each) => isLeafType(getNamedType(each.type)) && !isList(each.type))
        .map(({ name }) => name)
        .slice(0, 5)
    : [];
  const wanted = leaves.length === 0 ? ['__typename'] : leaves;
  const body =
    items === undefined
      ? wanted.map((name) => `    ${name}`).join('\n')
      : `    items {\n${wanted.map((name) => `      ${name}`).join('\n')}\n    }`;
  return `query ${capital(field.name)} {\n  ${field.name} {\n${body}\n  }\n}\n`;
}

function isRequired({ type, defaultValue }: { type: unknown; defaultValue?: unknown }): boolean {
  return isNonNullType(type) && defaultValue === undefined;
}

function isList(type: unknown): boolean {
  return isListType(isNonNullType(type) ? type.ofType : type);
}

function capital(name: string): string {
  return name.slice(0, 1).toUpperCase() + name.slice(1);
}
