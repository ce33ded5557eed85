import type { ResourceType } from './resource-graph.js';

/** The path to which clients send requests for an AppSync API. */
export const GRAPHQL_PATH = '/graphql';

/**
 * An AppSync API, which no service of the sandbox implements. The names of the tables behind its
 * models contain its id. Its addresses point to the sandbox, so that no client sends a request to
 * AWS.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-appsync-graphqlapi.html
 */
export const graphqlApiTypes: Readonly<Record<string, ResourceType>> = {
  'AWS::AppSync::GraphQLApi': {
    physicalId: ({ id, region, accountId, partition }) =>
      `arn:${partition}:appsync:${region}:${accountId}:apis/${apiId(id)}`,
    attributes({ id, physicalId, region, accountId, partition, url }) {
      const { host } = new URL(url);
      return {
        ApiId: apiId(id),
        Arn: physicalId,
        GraphQLEndpointArn: `arn:${partition}:appsync:${region}:${accountId}:endpoints/graphql-api/${apiId(id)}`,
        GraphQLUrl: `${url}${GRAPHQL_PATH}`,
        GraphQLDns: host,
        RealtimeUrl: `ws://${host}${GRAPHQL_PATH}/realtime`,
        RealtimeDns: host,
      };
    },
  },
};

function apiId(id: (length: number, alphabet: string) => string): string {
  return id(26, 'abcdefghijklmnopqrstuvwxyz234567');
}
