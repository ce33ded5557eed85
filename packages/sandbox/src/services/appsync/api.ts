import { type GraphQLSchema, isInterfaceType, isObjectType } from 'graphql';
import { graphqlDefinition } from '../../assembly/graphql-definition.js';
import type { Resource, ResourceGraph } from '../../assembly/resource-graph.js';
import { integerOf, objectOf, stringOf, textOf } from '../../assembly/template-values.js';
import {
  type ApiAuthorization,
  type FieldRules,
  fieldRules,
  ignoredDirectives,
} from './authorization/index.js';
import type { DataSource } from './data-sources/data-source.js';
import { createDocumentReader, type DocumentReader } from './execution/document.js';
import { type Resolvers, readResolvers } from './resolvers/resolver.js';
import type { ResolverHosts } from './resolvers/resolver-host.js';
import { buildApiSchema, subscriptionsOf } from './schema.js';

/** A GraphQL API, ready to run operations. */
export type Api = {
  readonly id: string;
  readonly arn: string;
  readonly name: string;
  /** The path of its endpoint: `/graphql`. */
  readonly path: string;
  readonly schema: GraphQLSchema;
  readonly documents: DocumentReader;
  readonly resolvers: Resolvers;
  readonly authorization: ApiAuthorization;
  /** The modes that may use a field. */
  rulesOf(typeName: string, fieldName: string): FieldRules;
  /** The subscription fields that each mutation field triggers. */
  readonly subscriptions: ReadonlyMap<string, readonly string[]>;
  /** Problems in its definition, for the developer. */
  readonly warnings: readonly string[];
  /** The environment variables of its resolvers. */
  readonly environment: Readonly<Record<string, string>>;
  readonly hosts: ResolverHosts;
  now(): number;
  /** Prints a line of a resolver. */
  onLog(resolver: string, message: string): void;
  /** Called with an internal error of the sandbox. */
  onError(error: unknown): void;
};

export type ApiSurroundings = Pick<Api, 'hosts' | 'now' | 'onLog' | 'onError'> & {
  readonly authorization: ApiAuthorization;
  /** The data sources of the API, by name. */
  readonly dataSources: ReadonlyMap<string, DataSource>;
};

/**
 * Reads an API from the template: its schema, its resolvers and their code.
 *
 * @throws {GraphQLError} When its schema is not valid. `Error` when it has none.
 */
export function readApi(
  graph: ResourceGraph,
  resource: Resource,
  { authorization, dataSources, ...surroundings }: ApiSurroundings,
): Api {
  const { properties, attributes } = resource;
  const id = textOf(attributes.ApiId) ?? '';
  const schema = buildApiSchema(graphqlDefinition(graph, id));
  const known = new Map<string, FieldRules>();
  const resolvers = readResolvers(graph, id, dataSources);
  return {
    ...surroundings,
    id,
    arn: resource.physicalId,
    name: textOf(properties.Name) ?? resource.name,
    path: new URL(textOf(attributes.GraphQLUrl) ?? '').pathname,
    schema,
    documents: createDocumentReader(schema, {
      queryDepthLimit: integerOf(properties.QueryDepthLimit) ?? 0,
      introspection: stringOf(properties.IntrospectionConfig) !== 'DISABLED',
    }),
    resolvers,
    authorization,
    warnings: [
      ...authorization.warnings,
      ...ignoredIn(schema, authorization),
      ...resolvers.warnings,
    ],
    rulesOf(typeName, fieldName) {
      const name = `${typeName}.${fieldName}`;
      const rules = known.get(name) ?? readRules(schema, typeName, fieldName, authorization);
      known.set(name, rules);
      return rules;
    },
    subscriptions: subscriptionsOf(schema),
    environment: Object.fromEntries(
      Object.entries(objectOf(properties.EnvironmentVariables)).map(([name, value]) => [
        name,
        textOf(value) ?? '',
      ]),
    ),
  };
}

function readRules(
  schema: GraphQLSchema,
  typeName: string,
  fieldName: string,
  { config }: ApiAuthorization,
): FieldRules {
  const type = schema.getType(typeName);
  const hasFields = isObjectType(type) || isInterfaceType(type);
  const field = hasFields ? type.getFields()[fieldName] : undefined;
  const onType = hasFields
    ? [type.astNode, ...type.extensionASTNodes].flatMap((node) => node?.directives ?? [])
    : [];
  return fieldRules(field?.astNode?.directives, onType, config);
}

/** Warnings about directives that have no effect, though they look as if they protect a field. */
function ignoredIn(schema: GraphQLSchema, { config }: ApiAuthorization): readonly string[] {
  return Object.values(schema.getTypeMap()).flatMap((type) =>
    isObjectType(type)
      ? Object.values(type.getFields()).flatMap((field) =>
          ignoredDirectives(field.astNode?.directives, config).map(
            (name) =>
              `@${name} on ${type.name}.${field.name} has no effect, because the API has several authorization modes. Use @aws_cognito_user_pools(cognito_groups: [...]).`,
          ),
        )
      : [],
  );
}
