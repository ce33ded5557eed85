import { generateClient } from 'aws-amplify/data';
import type { Schema } from '../../amplify/data/resource.js';

/** The GraphQL API of the backend, with the types of its schema. */
export const client = generateClient<Schema>();

export type Todo = Schema['Todo']['type'];
export type UserProfile = Schema['UserProfile']['type'];

/** The result of an operation: its errors are data, too. */
type Result<Data> = {
  readonly data: Data;
  readonly errors?: readonly GraphqlError[] | undefined;
};

type GraphqlError = { readonly message: string; readonly errorType?: string | null };

/**
 * Returns the data of a result.
 *
 * @throws {Error} The first error of the result, named after its type.
 */
export function dataOf<Data>({ data, errors = [] }: Result<Data>): NonNullable<Data> {
  const [error] = errors;
  if (error) throw apiError(error);
  if (data === null || data === undefined) {
    throw apiError({ message: 'The API returned nothing. It may be gone: reload the page.' });
  }
  return data;
}

/** Returns the error in what a subscription passes to its error handler. */
export function subscriptionError(reason: unknown): Error {
  if (reason instanceof Error) return reason;
  const { error, errors = [] } = (reason ?? {}) as {
    readonly error?: unknown;
    readonly errors?: readonly GraphqlError[];
  };
  if (error) return subscriptionError(error);
  const [first] = errors;
  if (first) return apiError(first);
  return apiError(isGraphqlError(reason) ? reason : { message: 'The subscription ended.' });
}

function isGraphqlError(reason: unknown): reason is GraphqlError {
  return typeof (reason as GraphqlError | undefined)?.message === 'string';
}

function apiError({ message, errorType }: GraphqlError): Error {
  return Object.assign(new Error(message), { name: errorType ?? 'GraphQLError' });
}
