import type { ResolverContext } from '../src/services/appsync/resolvers/resolver-context.js';

/** A context of `Query.test` with empty arguments and stash. */
export function resolverContext(members: Partial<ResolverContext> = {}): ResolverContext {
  const args = members.arguments ?? {};
  return {
    arguments: args,
    args,
    identity: null,
    source: null,
    stash: {},
    prev: { result: null },
    info: {
      fieldName: 'test',
      parentTypeName: 'Query',
      variables: {},
      selectionSetList: [],
      selectionSetGraphQL: '',
    },
    request: { headers: {}, domainName: null },
    env: {},
    ...members,
  };
}
