import { fileURLToPath } from 'node:url';
import type { Stack } from 'aws-cdk-lib';
import { Definition, GraphqlApi, MappingTemplate } from 'aws-cdk-lib/aws-appsync';
import { AttributeType, type ITable, Table } from 'aws-cdk-lib/aws-dynamodb';
import { noteResolvers, RESPONSE } from './resolvers.js';

/** A GraphQL API with an API key, from the definitions that the benchmark also gives to others. */
export function defineNotes(stack: Stack) {
  const api = new GraphqlApi(stack, 'Notes', {
    name: 'notes',
    definition: Definition.fromFile(fileURLToPath(new URL('schema.graphql', import.meta.url))),
  });
  const table = new Table(stack, 'Table', {
    partitionKey: { name: 'id', type: AttributeType.STRING },
  });
  const dataSources = {
    // The types of the CDK are not written for exactOptionalPropertyTypes.
    table: api.addDynamoDbDataSource('table', table as ITable),
    none: api.addNoneDataSource('none'),
  };
  for (const { typeName, fieldName, dataSource, request } of noteResolvers) {
    dataSources[dataSource].createResolver(`${typeName}-${fieldName}`, {
      typeName,
      fieldName,
      requestMappingTemplate: MappingTemplate.fromString(request),
      responseMappingTemplate: MappingTemplate.fromString(RESPONSE),
    });
  }
  return { url: api.graphqlUrl, key: api.apiKey, table: table.tableName };
}
