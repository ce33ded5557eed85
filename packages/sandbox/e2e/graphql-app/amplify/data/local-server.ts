/** The address of the server that tests start: an issuer of tokens, and an endpoint of resolvers. */
export const LOCAL_SERVER = process.env.GRAPHQL_APP_SERVER ?? 'http://127.0.0.1:1';
