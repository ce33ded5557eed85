import type { Resource, ResourceGraph } from '../../assembly/resource-graph.js';
import { stringOf, textOf } from '../../assembly/template-values.js';
import type { ServiceContext } from '../../context/service-context.js';
import { SandboxError } from '../../errors.js';
import type { CredentialStore } from '../../iam/credentials.js';
import { AwsError } from '../../protocols/aws-error.js';
import type { ServiceRequestHead } from '../../protocols/request.js';
import type { ServiceDefinition, SocketService } from '../service.js';
import { type Api, readApi } from './api.js';
import {
  authorizationConfigOf,
  createAuthorization,
  requestErrorResponse,
} from './authorization/index.js';
import { type DataSource, mappingError } from './data-sources/data-source.js';
import { dataSourceOf, unservedDataSources } from './data-sources/index.js';
import { answerGraphql } from './graphql-request.js';
import { openConnection } from './realtime/connection.js';
import { MAX_MESSAGE_BYTES, SUBPROTOCOL } from './realtime/messages.js';
import { createSubscriptions, type Subscriptions } from './realtime/subscriptions.js';
import { realtimeApi } from './realtime-api.js';
import { graphqlTimeline } from './request-timeline.js';
import { createResolverHosts } from './resolvers/resolver-host.js';
import { appsyncResourceTypes, GRAPHQL_PATH } from './resource-types.js';
import { recordPublication, recordSubscriptions } from './subscription-timeline.js';

export type AppsyncOptions = {
  readonly credentials: CredentialStore;
  /** Called with each line that a resolver prints. */
  onLog(entry: {
    /** The resolver or function: `Query.getTodo`. */
    readonly function: string;
    readonly at: Date;
    readonly message: string;
  }): void;
  /** Called with an internal error of the sandbox. */
  onError(error: unknown): void;
};

/** AppSync's quota: `Request size`, in bytes. */
const MAXIMUM_REQUEST_BYTES = 1024 * 1024;
const GRAPHQL_API = 'AWS::AppSync::GraphQLApi';
/** `x.appsync-api.eu-west-1.amazonaws.com`, and `appsync-realtime-api` for subscriptions. */
const API_HOST = /^(\w+)\.appsync-(?:realtime-)?api\./;

/**
 * AWS AppSync: the GraphQL APIs of the template, from the schema and the resolvers that would be
 * deployed.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/what-is-appsync.html
 */
export function appsync(options: AppsyncOptions): ServiceDefinition<SocketService> {
  return {
    name: 'appsync',
    resourceTypes: appsyncResourceTypes,
    create(context) {
      const apis = createApis(context, options);
      return {
        signingName: 'appsync',
        timeline: graphqlTimeline,
        maxBodyBytes: MAXIMUM_REQUEST_BYTES,
        socketProtocol: SUBPROTOCOL,
        maxMessageBytes: MAX_MESSAGE_BYTES,
        deploy: (graph) => apis.deploy(graph),
        matches: isGraphqlRequest,
        async handle(request) {
          const api = apis.of(request);
          if (!api) return requestErrorResponse(apiNotFound(request));
          const subscriptions = apis.subscriptionsOf(api);
          return answerGraphql(api, request, (results, { invalidations }) => {
            for (const { mutation, value } of results) {
              const fieldNames = api.subscriptions.get(mutation) ?? [];
              const count = subscriptions.publish({ fieldNames, result: value });
              if (count > 0) recordPublication(context.timeline, fieldNames, count);
            }
            for (const invalidation of invalidations) subscriptions.invalidate(invalidation);
          });
        },
        handleSocket(request, socket) {
          const { onError } = options;
          const id = apis.of(request)?.id;
          openConnection({
            socket,
            request,
            api: recordSubscriptions(
              context.timeline,
              request,
              realtimeApi({
                ...context,
                ...options,
                request,
                api: () => (id === undefined ? undefined : apis.byId(id)),
              }),
            ),
            subscriptions: apis.subscriptionsOf({ id: id ?? '' }),
            onError,
          });
        },
        errorResponse: requestErrorResponse,
        describe: (resource) =>
          describe(apis.byId(textOf(resource.attributes.ApiId) ?? ''), resource),
        warnings: () => apis.warnings,
      };
    },
  };
}

/** The APIs of the current deployment. */
type Apis = {
  deploy(graph: ResourceGraph): void;
  /** The API to which a request is sent, by its host or path. */
  of(request: ServiceRequestHead): Api | undefined;
  byId(id: string): Api | undefined;
  /** The subscriptions of an API, which outlive a deployment. */
  subscriptionsOf(api: { readonly id: string }): Subscriptions;
  readonly warnings: readonly string[];
};

function createApis(context: ServiceContext, options: AppsyncOptions): Apis {
  const { now } = context;
  const hosts = createResolverHosts(now);
  const subscriptions = new Map<string, Subscriptions>();
  let apis: readonly Api[] = [];
  let warnings: readonly string[] = [];
  const read = (graph: ResourceGraph, resource: Resource): Api => {
    const id = textOf(resource.attributes.ApiId) ?? '';
    const roles = new Map(
      graph.ofType('AWS::IAM::Role').map(({ attributes }) => [attributes.Arn, attributes.RoleId]),
    );
    const config = authorizationConfigOf(resource, graph.ofType('AWS::AppSync::ApiKey'));
    return readApi(graph, resource, {
      hosts,
      now,
      onError: options.onError,
      onLog: (resolver, message) =>
        options.onLog({ function: resolver, at: new Date(now()), message }),
      authorization: createAuthorization(config, {
        ...context,
        roleId: (arn) => stringOf(roles.get(arn)),
      }),
      dataSources: new Map(
        graph
          .ofType('AWS::AppSync::DataSource')
          .filter(({ properties }) => textOf(properties.ApiId) === id)
          .map((each) => orFailing(each, context))
          .map((dataSource) => [dataSource.name, dataSource]),
      ),
    });
  };
  return {
    deploy(graph) {
      const failed: string[] = [];
      apis = graph.ofType(GRAPHQL_API).flatMap((resource) => {
        try {
          return [read(graph, resource)];
        } catch (error) {
          const reason = error instanceof Error ? error.message : String(error);
          failed.push(`The API ${resource.name} does not run: ${reason}`);
          return [];
        }
      });
      warnings = [
        ...failed,
        ...unservedDataSources(graph, context),
        ...apis.flatMap((api) => api.warnings),
      ];
    },
    of({ path, headers: { host = '' } }) {
      const [, id] = API_HOST.exec(host) ?? [];
      if (id !== undefined) return apis.find((api) => api.id === id);
      const [, , named] = path.split('/');
      const own = apis.find((api) => api.path === path || `${api.path}/realtime` === path);
      return own ?? apis.find((api) => api.id === named);
    },
    byId: (id) => apis.find((api) => api.id === id),
    subscriptionsOf({ id }) {
      const known = subscriptions.get(id) ?? createSubscriptions();
      subscriptions.set(id, known);
      return known;
    },
    get warnings() {
      return warnings;
    },
  };
}

/** A data source that AWS would not deploy fails, so that the other fields can be used. */
function orFailing(resource: Resource, context: ServiceContext): DataSource {
  try {
    return dataSourceOf(resource, context);
  } catch (error) {
    if (!(error instanceof SandboxError)) throw error;
    const { message, resolution } = error;
    return {
      name: textOf(resource.properties.Name) ?? resource.logicalId,
      kind: textOf(resource.properties.Type) ?? '',
      async invoke() {
        throw mappingError(`${message} ${resolution}`);
      },
    };
  }
}

function isGraphqlRequest({
  path,
  signingName,
  headers: { host = '' },
}: ServiceRequestHead): boolean {
  if (signingName !== undefined && signingName !== 'appsync') return false;
  return API_HOST.test(host) || path === GRAPHQL_PATH || path.startsWith(`${GRAPHQL_PATH}/`);
}

function apiNotFound({ path }: ServiceRequestHead): AwsError {
  return new AwsError(
    'NotFoundException',
    `The backend has no GraphQL API at ${path}. Define one with defineData, and see the warnings of the sandbox.`,
    404,
  );
}

function describe(api: Api | undefined, { type }: Resource): string | undefined {
  if (!api || type !== GRAPHQL_API) return undefined;
  const { queries, mutations, subscriptions } = {
    queries: api.schema.getQueryType(),
    mutations: api.schema.getMutationType(),
    subscriptions: api.schema.getSubscriptionType(),
  };
  const count = (of: typeof queries) => Object.keys(of?.getFields() ?? {}).length;
  return `${api.path}, ${count(queries)} queries, ${count(mutations)} mutations, ${count(subscriptions)} subscriptions`;
}
