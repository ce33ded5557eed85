import { app, type GraphqlResponse, post, type UserName } from './app.js';

export type Model =
  | 'Note'
  | 'Memo'
  | 'Document'
  | 'Invoice'
  | 'Price'
  | 'TeamTask'
  | 'SharedTask'
  | 'Poster'
  | 'Ticket'
  | 'Badge'
  | 'Medal'
  | 'Employee';
export type Operation = 'create' | 'get' | 'list' | 'update' | 'delete';
export type Input = Readonly<Record<string, unknown>>;
export type Headers = Readonly<Record<string, string>>;

/** The operation on a model, as the client of Amplify writes it. */
export function operationOf(model: Model, operation: Operation, fields: string) {
  if (operation === 'get')
    return `query Q($id: ID!) { result: get${model}(id: $id) { ${fields} } }`;
  if (operation === 'list') return `query Q { result: list${model}s { items { ${fields} } } }`;
  const name = `${operation[0]?.toUpperCase()}${operation.slice(1)}${model}`;
  return `mutation M($input: ${name}Input!) { result: ${operation}${model}(input: $input) { ${fields} } }`;
}

export async function perform(
  headers: Headers,
  model: Model,
  operation: Operation,
  input: Input,
  fields = 'id',
) {
  const query = operationOf(model, operation, fields);
  const variables = operation === 'get' ? input : operation === 'list' ? {} : { input };
  return (await post({ query, variables }, headers)).body as GraphqlResponse;
}

export const tokenOf = (user: UserName): Headers => ({
  authorization: app().users[user].accessToken,
});
export const idTokenOf = (user: UserName): Headers => ({
  authorization: app().users[user].idToken,
});
export const ownerOf = (user: UserName) => `${app().users[user].sub}::${app().users[user].sub}`;

/** Whether an operation succeeds: `allowed`, `hidden` (no error, no item) or `refused`. */
export function outcomeOf({ data, errors }: GraphqlResponse): string {
  if (errors?.some(({ errorType }) => /^Unauthorized/.test(errorType ?? ''))) return 'refused';
  if (errors) return JSON.stringify(errors);
  const result = data?.result as { readonly items?: readonly unknown[] } | null;
  return result === null || result?.items?.length === 0 ? 'hidden' : 'allowed';
}

export const key = (): Headers => ({
  'x-api-key': (app().sandbox.outputs.data as { api_key: string }).api_key,
});
