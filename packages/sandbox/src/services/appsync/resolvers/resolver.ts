import { readFileSync } from 'node:fs';
import type { Resource, ResourceGraph } from '../../../assembly/resource-graph.js';
import {
  integerOf,
  objectOf,
  stringOf,
  textOf,
  textsOf,
} from '../../../assembly/template-values.js';
import type { DataSource } from '../data-sources/data-source.js';
import { ResolverError } from '../util/effects.js';
import { directLambdaCode } from './direct-lambda.js';
import { compileResolverCode } from './javascript/resolver-code.js';
import { compileMappingTemplates } from './mapping-templates.js';
import type { ResolverCode } from './resolver-code.js';

/** A unit resolver, or one function of a pipeline. */
export type ResolverStep = {
  /** `Query.getTodo`, or the name of the function. */
  readonly name: string;
  readonly language: 'vtl' | 'javascript';
  readonly code: ResolverCode;
  /** Undefined for the resolver of a pipeline. */
  readonly dataSource: DataSource | undefined;
  /** The longest batch of a Lambda data source. 0 means one invocation for each field. */
  readonly maxBatchSize: number;
};

/** The resolver of one field. */
export type Resolver = ResolverStep & {
  /** The functions of a pipeline, in order. Undefined for a unit resolver. */
  readonly functions: readonly ResolverStep[] | undefined;
};

/** The resolvers of one API, and the problems in their code. */
export type Resolvers = {
  find(typeName: string, fieldName: string): Resolver | undefined;
  readonly warnings: readonly string[];
};

/**
 * Reads the resolvers of an API. A resolver whose code has an error exists and fails with that
 * error, so that the other fields can be used.
 *
 * @param dataSources The data sources of the API, by name.
 */
export function readResolvers(
  graph: ResourceGraph,
  apiId: string,
  dataSources: ReadonlyMap<string, DataSource>,
): Resolvers {
  const warnings: string[] = [];
  const isOfApi = ({ properties }: Resource) => textOf(properties.ApiId) === apiId;
  const step = (resource: Resource, name: string): ResolverStep => {
    const { properties } = resource;
    const dataSourceName = textOf(properties.DataSourceName);
    const dataSource = dataSources.get(dataSourceName ?? '');
    const compiled = orFailing(name, warnings, () => {
      if (dataSourceName !== undefined && !dataSource)
        throw new Error(`its data source ${dataSourceName} is not in the template`);
      return compile(resource, name, dataSource);
    });
    return {
      ...compiled,
      name,
      dataSource,
      maxBatchSize: integerOf(properties.MaxBatchSize) ?? 0,
    };
  };
  const functions = new Map(
    graph
      .ofType('AWS::AppSync::FunctionConfiguration')
      .filter(isOfApi)
      .map((resource) => [
        textOf(resource.attributes.FunctionId) ?? '',
        step(resource, textOf(resource.properties.Name) ?? resource.logicalId),
      ]),
  );
  const resolvers = new Map(
    graph
      .ofType('AWS::AppSync::Resolver')
      .filter(isOfApi)
      .map((resource) => {
        const { TypeName, FieldName, Kind, PipelineConfig } = resource.properties;
        const name = `${textOf(TypeName)}.${textOf(FieldName)}`;
        const ids = textsOf(objectOf(PipelineConfig).Functions) ?? [];
        const isPipeline = stringOf(Kind) === 'PIPELINE';
        return [
          name,
          {
            ...step(resource, name),
            functions: isPipeline ? ids.flatMap((id) => functions.get(id) ?? []) : undefined,
          },
        ] as const;
      }),
  );
  return {
    find: (typeName, fieldName) => resolvers.get(`${typeName}.${fieldName}`),
    warnings,
  };
}

type Compiled = Pick<ResolverStep, 'language' | 'code'>;

function compile(resource: Resource, name: string, dataSource: DataSource | undefined): Compiled {
  const { properties } = resource;
  const text = (property: string) => {
    const path = resource.locatedPaths[`${property}S3Location`];
    return path === undefined ? textOf(properties[property]) : readFileSync(path, 'utf8');
  };
  const code = text('Code');
  if (code !== undefined || stringOf(objectOf(properties.Runtime).Name) === 'APPSYNC_JS') {
    const path = resource.locatedPaths.CodeS3Location;
    return {
      language: 'javascript',
      code: {
        ...compileResolverCode({ name, text: code ?? '', ...(path !== undefined && { path }) }),
        endsOnError: () => false,
      },
    };
  }
  const request = text('RequestMappingTemplate');
  const response = text('ResponseMappingTemplate');
  if (request === undefined && response === undefined && dataSource?.kind === 'AWS_LAMBDA') {
    return {
      language: 'vtl',
      code: directLambdaCode(integerOf(properties.MaxBatchSize) ?? 0),
    };
  }
  const version = textOf(properties.FunctionVersion);
  return { language: 'vtl', code: compileMappingTemplates({ name, request, response, version }) };
}

function orFailing(name: string, warnings: string[], compileCode: () => Compiled): Compiled {
  try {
    return compileCode();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    warnings.push(`The resolver ${name} fails: ${reason}`);
    const fail = () => {
      throw new ResolverError({ message: reason, errorType: 'Code' });
    };
    return { language: 'vtl', code: { request: fail, response: fail, endsOnError: () => true } };
  }
}
