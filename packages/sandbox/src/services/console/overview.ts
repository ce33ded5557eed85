import type { Resource, ResourceGraph } from '../../assembly/resource-graph.js';
import { listOf, objectOf, stringOf, textOf } from '../../assembly/template-values.js';
import type { QueueContents } from '../../context/events/queue-contents.js';
import { summarise } from '../../context/schedules/summary.js';
import { KEPT_ENTRIES } from '../../context/timeline/timeline.js';
import { isJsonObject } from '../../protocols/json-value.js';
import type { Overview } from './api.js';
import type { Backend } from './backend.js';
import { callOperation } from './calls.js';
import { functionsOf } from './functions.js';
import { friendlyName, nameInArn, tableName, tablesOf } from './names.js';
import type { Routes } from './routes.js';

const FRONT_END = `import { Amplify } from 'aws-amplify';
import { localConfig } from '@amplify-recipes/sandbox/client';
import outputs from '../amplify_outputs.json';

Amplify.configure(localConfig(outputs));`;

/** Everything that the backend has. */
export function overviewRoutes(backend: Backend): Routes {
  return { 'GET overview': () => overviewOf(backend) };
}

async function overviewOf(backend: Backend): Promise<Overview> {
  const { context, options, graph, startedAt } = backend;
  return {
    app: options.app,
    url: options.endpoint(),
    region: context.region,
    startedAt,
    frontEnd: FRONT_END,
    ...options.report(),
    userPools: graph.ofType('AWS::Cognito::UserPool').map((pool) => userPool(graph, pool)),
    identityPools: graph
      .ofType('AWS::Cognito::IdentityPool')
      .map(({ physicalId, name }) => ({ id: physicalId, name })),
    apis: graph.ofType('AWS::AppSync::GraphQLApi').map((api) => apiOf(graph, api)),
    tables: await tablesIn(backend),
    buckets: graph
      .ofType('AWS::S3::Bucket')
      .map((bucket) => ({ name: bucket.physicalId, friendlyName: friendlyName(bucket) })),
    queues: graph.ofType('AWS::SQS::Queue').map((queue) => queueOf(context.queueContents, queue)),
    topics: graph
      .ofType('AWS::SNS::Topic')
      .map((topic) => ({ arn: topic.physicalId, name: friendlyName(topic) })),
    streams: graph.ofType('AWS::Kinesis::Stream').map((stream) => ({
      arn: String(stream.attributes.Arn),
      name: stream.physicalId,
      friendlyName: friendlyName(stream),
    })),
    functions: functionsOf(backend),
    schedules: summarise(context.schedules),
    keptEntries: KEPT_ENTRIES,
  };
}

function userPool(graph: ResourceGraph, { physicalId, name }: Resource): Overview['userPools'][0] {
  const ofPool = (type: string) =>
    graph.ofType(type).filter(({ properties }) => properties.UserPoolId === physicalId);
  return {
    id: physicalId,
    name,
    clients: ofPool('AWS::Cognito::UserPoolClient').map((client) => ({
      id: client.physicalId,
      name: textOf(client.properties.ClientName) ?? friendlyName(client),
    })),
    groups: ofPool('AWS::Cognito::UserPoolGroup').map((group) => group.physicalId),
  };
}

function apiOf(graph: ResourceGraph, api: Resource): Overview['apis'][0] {
  const { properties, attributes, name } = api;
  const id = String(attributes.ApiId);
  const key = graph
    .ofType('AWS::AppSync::ApiKey')
    .find((resource) => resource.properties.ApiId === id);
  const others = listOf(properties.AdditionalAuthenticationProviders).map((provider) =>
    stringOf(objectOf(provider).AuthenticationType),
  );
  const modes = [stringOf(properties.AuthenticationType), ...others];
  return {
    id,
    name: textOf(properties.Name) ?? name,
    url: String(attributes.GraphQLUrl),
    authModes: [...new Set(modes)].filter((mode) => mode !== undefined),
    ...(key && { apiKey: String(key.attributes.ApiKey) }),
  };
}

function queueOf(contents: QueueContents, queue: Resource): Overview['queues'][0] {
  const { physicalId, attributes } = queue;
  const sources = contents.sourcesOf(physicalId);
  const deadLetters = contents.deadLettersOf(physicalId);
  return {
    name: nameInArn(physicalId),
    friendlyName: friendlyName(queue),
    url: physicalId,
    arn: String(attributes.Arn),
    ...(sources.length > 0 && { deadLetterOf: sources }),
    ...(deadLetters && { deadLetters }),
  };
}

function tablesIn({ context, graph }: Backend): Promise<Overview['tables']> {
  return context.timeline.runUnrecorded(() =>
    Promise.all(
      tablesOf(graph).map(async (resource) => {
        const TableName = resource.physicalId;
        const described = await callOperation(context, 'dynamodb', 'DescribeTable', { TableName });
        const { Table } = isJsonObject(described) ? described : {};
        const table = isJsonObject(Table) ? Table : {};
        const keys = Array.isArray(table.KeySchema) ? table.KeySchema.filter(isJsonObject) : [];
        return {
          name: TableName,
          friendlyName: tableName(resource),
          keys: keys.map(({ AttributeName }) => String(AttributeName)),
          ...(typeof table.LatestStreamArn === 'string' && { streamArn: table.LatestStreamArn }),
        };
      }),
    ),
  );
}
