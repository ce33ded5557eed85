import { execute, type GraphQLFieldResolver } from 'graphql';
import { isJsonObject } from '../../../protocols/json-value.js';
import type { Api } from '../api.js';
import { fieldRefusal } from '../authorization/index.js';
import { executionError, type ResponseError } from './errors.js';
import {
  executeOperation,
  type Operation,
  type OperationEffects,
  typeResolver,
} from './execute.js';

/** A subscription that AppSync has accepted. */
export type AcceptedSubscription = {
  readonly fieldName: string;
  /** The arguments of the field, as the client gave them. */
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly filter: unknown;
  readonly invalidationFilter: unknown;
};

export type Delivery = {
  readonly data: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly ResponseError[];
};

/**
 * Runs the resolver of a subscription, which authorizes the subscriber and sets its filter.
 *
 * @returns The errors if the API refuses the subscription.
 */
export async function acceptSubscription(
  api: Api,
  operation: Operation,
): Promise<AcceptedSubscription | { readonly errors: readonly ResponseError[] }> {
  const { errors, effects } = await executeOperation(api, operation);
  if (errors.length > 0) return { errors };
  const { subscribed } = effects satisfies OperationEffects;
  return {
    fieldName: subscribed?.fieldName ?? '',
    arguments: subscribed?.arguments ?? {},
    filter: effects.subscriptionFilter,
    invalidationFilter: effects.invalidationFilter,
  };
}

/**
 * The message for a subscriber: the selected fields of the result of a mutation. No resolver runs,
 * and fields that the mutation did not select are `null`.
 */
export async function deliveryOf(
  api: Api,
  operation: Operation,
  fieldName: string,
  value: unknown,
): Promise<Delivery> {
  const { data = null, errors = [] } = await execute({
    schema: api.schema,
    document: operation.document,
    operationName: operation.operationName ?? null,
    variableValues: operation.variables,
    rootValue: { [fieldName]: value },
    contextValue: { api, operation },
    fieldResolver: publishedMember,
    typeResolver,
  });
  if (errors.length === 0) return { data };
  return { data, errors: errors.map((error) => executionError(error, api.schema)) };
}

const publishedMember: GraphQLFieldResolver<
  unknown,
  { readonly api: Api; readonly operation: Operation }
> = (source, _args, { api, operation: { authorized } }, { parentType, fieldName }) => {
  const rules = api.rulesOf(parentType.name, fieldName);
  const isReadable = !fieldRefusal(authorized, rules, parentType.name, fieldName);
  if (!isReadable || !isJsonObject(source) || !Object.hasOwn(source, fieldName)) return null;
  return source[fieldName];
};
