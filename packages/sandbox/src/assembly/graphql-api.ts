import type { ResourceType } from './resource-graph.js';

/**
 * An AppSync API, which no service plays: its id is in the names of the tables behind its models.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-appsync-graphqlapi.html
 */
export const graphqlApiTypes: Readonly<Record<string, ResourceType>> = {
  'AWS::AppSync::GraphQLApi': {
    physicalId: ({ id, region, accountId, partition }) =>
      `arn:${partition}:appsync:${region}:${accountId}:apis/${apiId(id)}`,
    attributes: ({ id, physicalId, region }) => ({
      ApiId: apiId(id),
      Arn: physicalId,
      GraphQLUrl: `https://${apiId(id)}.appsync-api.${region}.amazonaws.com/graphql`,
      GraphQLDns: `${apiId(id)}.appsync-api.${region}.amazonaws.com`,
      RealtimeUrl: `wss://${apiId(id)}.appsync-realtime-api.${region}.amazonaws.com/graphql`,
      RealtimeDns: `${apiId(id)}.appsync-realtime-api.${region}.amazonaws.com`,
    }),
  },
};

function apiId(id: (length: number, alphabet: string) => string): string {
  return id(26, 'abcdefghijklmnopqrstuvwxyz234567');
}
