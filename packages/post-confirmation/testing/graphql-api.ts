import { type HttpAnswer, type HttpRequest, startHttpServer } from '@amplify-recipes/recipe-tests';
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { buildSchema, type GraphQLError, graphql } from 'graphql';

/** The types that Amplify Data generates for the model of the tests. */
const SCHEMA = buildSchema(`
  type UserProfile {
    id: ID!
    email: String
    nick: String
    profileOwner: String
    createdAt: String!
    updatedAt: String!
  }
  input CreateUserProfileInput { id: ID, email: String, nick: String, profileOwner: String }
  type Query { getUserProfile(id: ID!): UserProfile }
  type Mutation { createUserProfile(input: CreateUserProfileInput!): UserProfile }
`);

export type StoredProfile = { readonly id: string; readonly [field: string]: string };

/** An API of Amplify Data on this machine, which accepts only requests with a valid signature. */
export type GraphqlApi = {
  readonly url: string;
  readonly profiles: Map<string, StoredProfile>;
  readonly requests: readonly HttpRequest[];
  readonly abandoned: number;
  /** The next answers instead of those of the API. The last one repeats. */
  answers: (HttpAnswer | 'as usual')[];
  stop(): Promise<void>;
};

/** The credentials of the function under test. */
export const CREDENTIALS = {
  accessKeyId: 'ASIAEXAMPLEEXAMPLE00',
  secretAccessKey: 'secret/key+1',
  sessionToken: 'a token of the session',
};

export const REGION = 'eu-west-1';

export async function startGraphqlApi(): Promise<GraphqlApi> {
  const profiles = new Map<string, StoredProfile>();
  const api = { profiles, answers: ['as usual'] as GraphqlApi['answers'] };
  const server = await startHttpServer(async (request) => {
    const refusal = await signatureProblem(request, server.url);
    if (refusal) return refusal;
    const next = api.answers.length > 1 ? api.answers.shift() : api.answers[0];
    if (next !== undefined && next !== 'as usual') return next;
    const { query, variables } = JSON.parse(request.body);
    const rootValue = { createUserProfile: create(profiles) };
    const { data, errors } = await graphql(SCHEMA, query, rootValue, undefined, variables);
    const body = { data, ...(errors && { errors: errors.map(asAppSync) }) };
    return { body: JSON.stringify(body), headers: { 'x-amzn-requestid': REQUEST_ID } };
  });
  return Object.defineProperties(api, {
    url: { get: () => `${server.url}/graphql` },
    requests: { get: () => server.requests },
    abandoned: { get: () => server.abandoned },
    stop: { value: () => server.stop() },
  }) as GraphqlApi;
}

export const REQUEST_ID = '8f507cfc-0000-4697-b07a-ac58fc914c95';

class ResolverError extends Error {
  constructor(
    readonly errorType: string,
    message: string,
  ) {
    super(message);
  }
}

/** The resolver that Amplify generates puts the item on the condition that there is none. */
function create(profiles: Map<string, StoredProfile>) {
  return ({ input }: { input: StoredProfile }) => {
    if (profiles.has(input.id)) {
      throw new ResolverError(
        'DynamoDB:ConditionalCheckFailedException',
        'The conditional request failed (Service: DynamoDb, Status Code: 400)',
      );
    }
    const now = new Date().toISOString();
    const profile = { ...input, createdAt: now, updatedAt: now };
    profiles.set(input.id, profile);
    return profile;
  };
}

/** An error as AppSync writes it: with a type, or as a validation error without one. */
function asAppSync({ message, path, originalError }: GraphQLError) {
  if (originalError instanceof ResolverError) {
    return { path, data: null, errorType: originalError.errorType, errorInfo: null, message };
  }
  const kind = /Cannot query field|Unknown type|Unknown argument/.test(message)
    ? `Validation error of type FieldUndefined: ${message}`
    : message;
  return { path: null, message: kind };
}

/** Compares the signature of a request with the signature of AWS's own signer. */
async function signatureProblem(
  { method, path, headers, body }: HttpRequest,
  url: string,
): Promise<HttpAnswer | undefined> {
  const [, names = ''] = /SignedHeaders=([^,]+)/.exec(headers.authorization ?? '') ?? [];
  const signed = Object.fromEntries(
    names
      .split(';')
      .filter((name) => !/^x-amz-(?:date|security-token)$/.test(name))
      .map((name) => [name, String(headers[name])]),
  );
  const signer = new SignatureV4({
    service: 'appsync',
    region: REGION,
    credentials: CREDENTIALS,
    sha256: Sha256,
  });
  const { hostname, protocol } = new URL(url);
  const [, date = ''] = /^(\d{8}T\d{6}Z)$/.exec(String(headers['x-amz-date'])) ?? [];
  const [signingDate] = [date.replace(/(\d{4})(\d\d)(\d\dT\d\d)(\d\d)/, '$1-$2-$3:$4:')];
  const expected = await signer.sign(
    { method, protocol, hostname, path, headers: signed, body },
    { signingDate: new Date(signingDate) },
  );
  if (expected.headers.authorization === headers.authorization) return undefined;
  const errors = [{ errorType: 'UnauthorizedException', message: 'Permission denied' }];
  return { status: 403, body: JSON.stringify({ errors }) };
}
