import type { Resource } from '../src/assembly/resource-graph.js';

export const API_ID = 'abcdefghijklmnopqrstuvwxyz';
export const API_ARN = `arn:aws:appsync:eu-west-1:123456789012:apis/${API_ID}`;
export const API_KEY = 'da2-abcdefghijklmnopqrstuvwxyz';

/** The resolvers of an API by their fields: `Query.getTodo`. */
export type TestResolvers = Readonly<Record<string, TestResolver>>;

/** The code of a unit resolver: templates in VTL, or a module in JavaScript. */
export type TestResolver = {
  readonly request?: string;
  readonly response?: string;
  readonly code?: string;
  /** Default: a data source of type `NONE`. */
  readonly dataSource?: string;
};

/** The resources of a GraphQL API, open for its API key unless its properties say otherwise. */
export function graphqlApi(
  schema: string,
  resolvers: TestResolvers,
  properties: Resource['properties'] = {},
): readonly Partial<Resource>[] {
  return [
    {
      type: 'AWS::AppSync::GraphQLApi',
      logicalId: 'api',
      name: 'api',
      path: 'data/api',
      physicalId: API_ARN,
      attributes: { ApiId: API_ID, Arn: API_ARN, GraphQLUrl: 'http://127.0.0.1/graphql' },
      properties: { Name: 'amplifyData', AuthenticationType: 'API_KEY', ...properties },
    },
    ofApi('AWS::AppSync::GraphQLSchema', { Definition: schema }),
    { ...ofApi('AWS::AppSync::ApiKey', {}), attributes: { ApiKey: API_KEY } },
    ofApi('AWS::AppSync::DataSource', { Name: 'none', Type: 'NONE' }),
    ...Object.entries(resolvers).map(([field, resolver]) => {
      const [TypeName = '', FieldName = ''] = field.split('.');
      const { request, response, code, dataSource = 'none' } = resolver;
      return ofApi('AWS::AppSync::Resolver', {
        TypeName,
        FieldName,
        Kind: 'UNIT',
        DataSourceName: dataSource,
        ...(request !== undefined && { RequestMappingTemplate: request }),
        ...(response !== undefined && { ResponseMappingTemplate: response }),
        ...(code !== undefined && { Code: code, Runtime: { Name: 'APPSYNC_JS' } }),
      });
    }),
  ];
}

function ofApi(type: string, properties: Resource['properties']): Partial<Resource> {
  return { type, logicalId: type, physicalId: type, properties: { ApiId: API_ID, ...properties } };
}
