import { loggable } from '@amplify-recipes/core';
import { AppSyncError, graphqlRequest } from './graphql-request.js';
import type { Profile } from './profile.js';
import { withRetries } from './retry.js';

/** The error of the resolver that Amplify generates, when a record with this id exists. */
const ALREADY_THERE = 'DynamoDB:ConditionalCheckFailedException';

/**
 * Creates a profile with the mutation that Amplify Data generates for its model. A profile that
 * exists already is left unchanged.
 *
 * @throws {AppSyncError} When AppSync rejects the mutation or its response has errors.
 * @throws {Error} When the endpoint is missing or not safe, or AppSync does not respond.
 * @see https://docs.amplify.aws/react/build-a-backend/data/customize-authz/grant-lambda-function-access-to-api/
 */
export async function createThroughApi(profile: Profile, signal: AbortSignal): Promise<void> {
  const endpoint = endpointOf(process.env);
  await withRetries(
    (attempt) => create(endpoint, profile, attempt),
    (error) => !(error instanceof AppSyncError) || error.isTransient,
    signal,
  );
}

async function create(endpoint: URL, { model, record }: Profile, signal: AbortSignal) {
  const name = model.charAt(0).toUpperCase() + model.slice(1);
  const mutation = `create${name}`;
  // Subscribers receive these fields, and no others.
  const selected = [...Object.keys(record), 'createdAt', 'updatedAt'].join(' ');
  const query = `mutation ($input: Create${name}Input!) { ${mutation}(input: $input) { ${selected} } }`;
  const variables = { input: record };
  const { data, errors, received } = await graphqlRequest(endpoint, { query, variables }, signal);
  if (errors?.length === 1 && errors[0]?.errorType === ALREADY_THERE) return;
  if (errors) throw new AppSyncError('The response has errors.', received, errors);
  if (Object(Object(data)[mutation]).id !== record.id) {
    throw new AppSyncError('The response is about another record.', received);
  }
}

/** `AMPLIFY_DATA_GRAPHQL_ENDPOINT`, or `AMPLIFY_DATA_<NAME>_GRAPHQL_ENDPOINT` with a `name`. */
const ENDPOINT = /^AMPLIFY_DATA_(?:\w+_)?GRAPHQL_ENDPOINT$/;

const LOOPBACK = /^(?:127(?:\.\d+){3}|localhost|\[::1\])$/;

/** The endpoint of the app's API. Amplify sets it for functions that may use the API. */
function endpointOf(environment: NodeJS.ProcessEnv): URL {
  const variable = Object.keys(environment).find((name) => ENDPOINT.test(name));
  const url = URL.parse(environment[variable ?? ''] ?? '');
  if (!url) {
    throw loggable(
      new TypeError(
        "AMPLIFY_DATA_GRAPHQL_ENDPOINT is missing. Add allow.resource(createUserProfile).to(['mutate']) to the authorization of the schema in amplify/data/resource.ts.",
      ),
    );
  }
  const isSafe =
    url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.test(url.hostname));
  if (isSafe) return url;
  throw loggable(
    new TypeError(
      `${variable} must be an https URL: the request contains personal data. Only an address of this machine can be http.`,
    ),
  );
}
