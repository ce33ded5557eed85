import { readFileSync } from 'node:fs';
import type { ResourceGraph } from './resource-graph.js';
import { textOf } from './template-values.js';

/**
 * The schema of a GraphQL API, as its template has it.
 *
 * @throws {Error} When it has none.
 */
export function graphqlDefinition(graph: ResourceGraph, apiId: string): string {
  const resource = graph
    .ofType('AWS::AppSync::GraphQLSchema')
    .find(({ properties }) => textOf(properties.ApiId) === apiId);
  const path = resource?.locatedPaths.DefinitionS3Location;
  const definition =
    path === undefined ? textOf(resource?.properties.Definition) : readFileSync(path, 'utf8');
  if (definition !== undefined) return definition;
  throw new Error('it has no schema in the template');
}
