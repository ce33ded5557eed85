import type { NamedResource, ResourceType } from '../../assembly/resource-graph.js';
import { objectOf, stringOf, textOf } from '../../assembly/template-values.js';

/** The path for the API of Amplify Data. The id of any other API follows it. */
export const GRAPHQL_PATH = '/graphql';

const ID_ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

/**
 * AppSync's resources. The names of the tables behind Amplify's models contain the id of the API.
 * The addresses of an API point to the sandbox.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_AppSync.html
 */
export const appsyncResourceTypes: Readonly<Record<string, ResourceType>> = {
  'AWS::AppSync::GraphQLApi': {
    physicalId: (resource) => apiArn(resource, apiId(resource)),
    attributes(resource) {
      const { region, accountId, partition, url } = resource;
      const { host } = new URL(url);
      const id = apiId(resource);
      const path = apiPath(resource);
      return {
        ApiId: id,
        Arn: resource.physicalId,
        GraphQLEndpointArn: `arn:${partition}:appsync:${region}:${accountId}:endpoints/graphql-api/${id}`,
        GraphQLUrl: `${url}${path}`,
        GraphQLDns: host,
        RealtimeUrl: `ws://${host}${path}/realtime`,
        RealtimeDns: host,
      };
    },
  },
  'AWS::AppSync::GraphQLSchema': {
    physicalId: (resource) => `${textOf(resource.properties.ApiId)}GraphQLSchema`,
    attributes: (resource) => ({ Id: resource.physicalId }),
  },
  'AWS::AppSync::ApiKey': {
    physicalId: (resource) => `${arnOf(resource)}/apikeys/${apiKey(resource)}`,
    attributes: (resource) => ({
      ApiKey: apiKey(resource),
      ApiKeyId: apiKey(resource),
      Arn: resource.physicalId,
    }),
  },
  'AWS::AppSync::DataSource': {
    physicalId: (resource) => `${arnOf(resource)}/datasources/${nameIn(resource)}`,
    attributes: (resource) => ({ DataSourceArn: resource.physicalId, Name: nameIn(resource) }),
  },
  'AWS::AppSync::FunctionConfiguration': {
    physicalId: (resource) => `${arnOf(resource)}/functions/${resource.id(26, ID_ALPHABET)}`,
    attributes: (resource) => ({
      FunctionArn: resource.physicalId,
      FunctionId: resource.id(26, ID_ALPHABET),
      Name: nameIn(resource),
      DataSourceName: textOf(resource.properties.DataSourceName) ?? '',
    }),
  },
  'AWS::AppSync::Resolver': {
    physicalId: (resource) =>
      `${arnOf(resource)}/types/${textOf(resource.properties.TypeName)}/resolvers/${textOf(resource.properties.FieldName)}`,
    attributes: (resource) => ({
      ResolverArn: resource.physicalId,
      TypeName: textOf(resource.properties.TypeName) ?? '',
      FieldName: textOf(resource.properties.FieldName) ?? '',
    }),
  },
};

function apiId({ id }: NamedResource): string {
  return id(26, ID_ALPHABET);
}

/** `da2-` and 26 characters, as AppSync's own keys. */
function apiKey({ id }: NamedResource): string {
  return `da2-${id(26, ID_ALPHABET)}`;
}

function apiPath(resource: NamedResource): string {
  const isAmplifyData = stringOf(resource.properties.Name) === 'amplifyData';
  return isAmplifyData ? GRAPHQL_PATH : `${GRAPHQL_PATH}/${apiId(resource)}`;
}

function apiArn({ partition, region, accountId }: NamedResource, id: string): string {
  return `arn:${partition}:appsync:${region}:${accountId}:apis/${id}`;
}

/** The ARN of the API to which a resource belongs. */
function arnOf(resource: NamedResource): string {
  return apiArn(resource, textOf(objectOf(resource.properties).ApiId) ?? '');
}

function nameIn({ properties, logicalId }: NamedResource): string {
  return textOf(properties.Name) ?? logicalId;
}
