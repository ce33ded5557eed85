import { Kind, type OperationDefinitionNode, parse } from 'graphql';
import type { RequestTimeline } from '../../context/timeline/request-entry.js';
import type { EntryDescription } from '../../context/timeline/timeline.js';
import { userOfToken } from '../../protocols/bearer-token.js';
import { isJsonObject, parseJson } from '../../protocols/json-value.js';

/** A GraphQL request by its fields: `createTodo`, with `mutation` as its detail. */
export const graphqlTimeline: RequestTimeline = {
  describe({ body, headers }) {
    const value = parseJson(body);
    const { query, operationName } = isJsonObject(value) ? value : {};
    const user = userOfToken(headers.authorization);
    return {
      ...(typeof query === 'string' && operationOf(query, operationName)),
      ...(user !== undefined && { user }),
    };
  },
  describeResponse(body) {
    const value = parseJson(Buffer.from(body));
    const { errors } = isJsonObject(value) ? value : {};
    const [error] = Array.isArray(errors) ? errors.filter(isJsonObject) : [];
    if (!error) return {};
    const isDenied = /^Unauthorized/.test(String(error.errorType));
    return {
      state: isDenied ? 'denied' : 'failed',
      outcome: isDenied ? 'denied' : 'errors',
      reason: String(error.message ?? error.errorType),
    };
  },
};

/** The name of an operation: its fields. */
export function operationOf(query: string, operationName: unknown): EntryDescription {
  try {
    const operations = parse(query, { noLocation: true, maxTokens: 5000 }).definitions.filter(
      (node): node is OperationDefinitionNode => node.kind === Kind.OPERATION_DEFINITION,
    );
    const named = operations.find(({ name }) => name?.value === operationName);
    const operation = named ?? operations[0];
    const fields = operation?.selectionSet.selections.flatMap((node) =>
      node.kind === Kind.FIELD ? node.name.value : [],
    );
    if (!operation || !fields?.length) return {};
    return { name: [...new Set(fields)].join(', ').slice(0, 200), detail: operation.operation };
  } catch {
    return { name: 'GraphQL', reason: 'The operation is not valid GraphQL.' };
  }
}
