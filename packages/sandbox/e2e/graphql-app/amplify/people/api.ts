import { join } from 'node:path';
import { Duration, Expiration, type Stack } from 'aws-cdk-lib';
import {
  AuthorizationType,
  Code,
  Definition,
  FunctionRuntime,
  GraphqlApi,
  MappingTemplate,
  PrimaryKey,
  Values,
} from 'aws-cdk-lib/aws-appsync';
import { AttributeType, type ITable, Table } from 'aws-cdk-lib/aws-dynamodb';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';

const code = (payload: string) =>
  Code.fromInline(
    `export const request = (ctx) => ({ payload: ${payload} });
     export const response = (ctx) => ctx.result;`,
  );

/** A second API, made with CDK alone: resolvers of one step in JavaScript and VTL. */
export function createPeopleApi(stack: Stack, ranks: IFunction): GraphqlApi {
  const api = new GraphqlApi(stack, 'People', {
    name: 'people',
    definition: Definition.fromFile(join(import.meta.dirname, 'schema.graphql')),
    environmentVariables: { PREFIX: 'person' },
    authorizationConfig: {
      defaultAuthorization: {
        authorizationType: AuthorizationType.API_KEY,
        apiKeyConfig: { expires: Expiration.after(Duration.days(300)) },
      },
      additionalAuthorizationModes: [{ authorizationType: AuthorizationType.IAM }],
    },
  });
  const none = api.addNoneDataSource('Nothing');
  const runtime = FunctionRuntime.JS_1_0_0;
  none.createResolver('PeopleResolver', {
    typeName: 'Query',
    fieldName: 'people',
    runtime,
    code: code(
      "[1, 2, 3, 4, 5, 6, 7].slice(0, ctx.args.count).map((id) => ({ id, name: ctx.env.PREFIX + ' ' + id, age: 20 + id, secret: 's' }))",
    ),
  });
  const mixed =
    "[{ __typename: 'Person', id: 1, name: 'Ada', age: 36 }, { __typename: 'Robot', id: 2, name: 'Bit', battery: 0.5 }]";
  none.createResolver('BeingsResolver', {
    typeName: 'Query',
    fieldName: 'beings',
    runtime,
    code: code(mixed),
  });
  none.createResolver('SearchResolver', {
    typeName: 'Query',
    fieldName: 'search',
    runtime,
    code: code(`${mixed}.slice(0, ctx.args.input.limit)`),
  });
  // AWS refuses to deploy this code, because the language has no such loop.
  none.createResolver('BrokenResolver', {
    typeName: 'Query',
    fieldName: 'broken',
    runtime,
    code: Code.fromInline('export function request() { while (true); } export const response = 1;'),
  });
  const luck = api.addLambdaDataSource('Ranks', ranks);
  luck.createResolver('RankResolver', {
    typeName: 'Person',
    fieldName: 'rank',
    maxBatchSize: 3,
  });
  luck.createResolver('LuckResolver', {
    typeName: 'Person',
    fieldName: 'luck',
    maxBatchSize: 2,
    runtime,
    code: Code.fromInline(
      `import { util } from '@aws-appsync/utils';
       export const request = (ctx) => ({ operation: 'BatchInvoke', payload: { luck: ctx.source.id } });
       export const response = (ctx) =>
         ctx.error ? util.error(ctx.error.message, ctx.error.type) : ctx.result;`,
    ),
  });
  const things = api.addDynamoDbDataSource(
    'Things',
    new Table(stack, 'ThingsTable', {
      partitionKey: { name: 'id', type: AttributeType.STRING },
    }) as ITable,
  );
  things.createResolver('AddThing', {
    typeName: 'Mutation',
    fieldName: 'addThing',
    requestMappingTemplate: MappingTemplate.dynamoDbPutItem(
      PrimaryKey.partition('id').auto(),
      Values.projecting('input'),
    ),
    responseMappingTemplate: MappingTemplate.dynamoDbResultItem(),
  });
  things.createResolver('ThingById', {
    typeName: 'Query',
    fieldName: 'thing',
    requestMappingTemplate: MappingTemplate.dynamoDbGetItem('id', 'id'),
    responseMappingTemplate: MappingTemplate.dynamoDbResultItem(),
  });
  things.createResolver('AllThings', {
    typeName: 'Query',
    fieldName: 'things',
    requestMappingTemplate: MappingTemplate.dynamoDbScanTable(),
    responseMappingTemplate: MappingTemplate.dynamoDbResultList(),
  });
  return api;
}
