import type { Resource } from '../../../assembly/resource-graph.js';
import { objectOf, stringOf } from '../../../assembly/template-values.js';
import { callerOf } from '../../../context/service-calls.js';
import type { ServiceContext } from '../../../context/service-context.js';
import { SandboxError } from '../../../errors.js';
import { AwsError } from '../../../protocols/aws-error.js';
import { atGateway, isAwsHost, serviceOfHost } from '../../../protocols/aws-host.js';
import { type DataSource, DataSourceError, mappingError, SESSION_NAME } from './data-source.js';
import { type HttpRequest, type HttpResponse, sendRequest } from './http-client.js';
import {
  checkElements,
  partIn,
  type RequestPart,
  requestPart,
  requiredText,
} from './request-part.js';
import { nameOf, requiredProperty, roleOf } from './template.js';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
/** The headers that a client of HTTP sets itself. */
const RESERVED_HEADERS = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'transfer-encoding',
  'upgrade',
]);

/** The signature of a data source whose endpoint is a service of AWS. */
type Signing = { readonly roleArn: string; readonly service: string; readonly region: string };

/**
 * An HTTP endpoint as a data source. A host of AWS stands for the service of this sandbox, so no
 * request goes to AWS. Redirects are results: AppSync's resolvers see the status and decide.
 *
 * @throws {SandboxError} `TEMPLATE_UNSUPPORTED` without an endpoint, or without the role of
 *   `AWS_IAM`.
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/resolver-mapping-template-reference-http.html
 */
export function httpDataSource(
  resource: Resource,
  name: string,
  context: ServiceContext,
): DataSource {
  const endpoint = endpointOf(resource);
  const signing = signingOf(resource, endpoint, context);
  return {
    name,
    kind: 'HTTP',
    async invoke(value) {
      const request = readRequest(requestPart(value), endpoint);
      if (isAwsHost(endpoint.host) || (signing && isLoopback(endpoint))) {
        return callService(request, signing, name, context);
      }
      if (!signing) return sendRequest(request);
      throw new DataSourceError(
        'UnsupportedOperation',
        `The data source ${name} signs its requests to ${endpoint.host}, which is not a host of AWS. The sandbox has no credentials for it.`,
      );
    },
  };
}

function endpointOf(resource: Resource): URL {
  const text = requiredProperty(resource, 'HttpConfig', 'Endpoint');
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol)) return url;
  throw new SandboxError(
    'TEMPLATE_UNSUPPORTED',
    `The endpoint ${text} of the data source ${nameOf(resource)} is not a URL of HTTP.`,
    'Use an endpoint such as https://api.example.com.',
  );
}

/** A signed endpoint on this machine is an attribute of the template, such as an API's URL. */
function isLoopback({ hostname }: URL): boolean {
  return hostname === '127.0.0.1' || hostname === 'localhost';
}

function signingOf(
  resource: Resource,
  endpoint: URL,
  { region }: ServiceContext,
): Signing | undefined {
  const authorization = objectOf(objectOf(resource.properties.HttpConfig).AuthorizationConfig);
  if (authorization.AuthorizationType !== 'AWS_IAM') return undefined;
  const iam = objectOf(authorization.AwsIamConfig);
  return {
    roleArn: roleOf(resource),
    service: stringOf(iam.SigningServiceName) ?? serviceOfHost(endpoint.host),
    region: stringOf(iam.SigningRegion) ?? region,
  };
}

function readRequest(request: RequestPart, endpoint: URL): HttpRequest {
  checkElements(request, ['version', 'operation', 'method', 'resourcePath', 'params']);
  const method = requiredText(request, 'method');
  if (!METHODS.includes(method)) {
    throw mappingError(`Value for field '$[method]' must be one of ${METHODS.join(', ')}.`);
  }
  const params = partIn(request, 'params');
  if (params) checkElements(params, ['query', 'headers', 'body']);
  const url = urlOf(endpoint, requiredText(request, 'resourcePath'));
  for (const [name, value] of textsIn(params, 'query')) url.searchParams.append(name, value);
  const headers = new Map<string, string>();
  for (const [name, value] of textsIn(params, 'headers')) {
    const lowerCase = name.toLowerCase();
    if (RESERVED_HEADERS.has(lowerCase)) {
      throw mappingError(`Unsupported element '$[params][headers][${name}]'.`);
    }
    headers.set(lowerCase, value);
  }
  return { method, url, headers: Object.fromEntries(headers), body: bodyOf(params) };
}

/** The path always follows the host, so that no path can name another host. */
function urlOf(endpoint: URL, resourcePath: string): URL {
  const base = endpoint.pathname.replace(/\/$/, '');
  const path = resourcePath.startsWith('/') ? resourcePath : `/${resourcePath}`;
  return new URL(`${endpoint.origin}${base}${path}`);
}

function textsIn(params: RequestPart | undefined, name: string): readonly [string, string][] {
  const part = params && partIn(params, name);
  if (!part) return [];
  return Object.entries(part.members).flatMap(([key, value]) =>
    (Array.isArray(value) ? value : [value])
      .filter((each) => each !== null && each !== undefined)
      .map((each): [string, string] => [key, textOf(each)]),
  );
}

function bodyOf(params: RequestPart | undefined): string | undefined {
  const body = params?.members.body ?? undefined;
  return body === undefined ? undefined : textOf(body);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Calls a service of this sandbox in place of AWS. */
async function callService(
  { method, url, headers, body }: HttpRequest,
  signing: Signing | undefined,
  name: string,
  { region, serviceCalls }: ServiceContext,
): Promise<HttpResponse> {
  if (signing && signing.region !== region) {
    throw new DataSourceError(
      'UnsupportedOperation',
      `The data source ${name} signs its requests for ${signing.region}, but the sandbox runs in ${region}. Nothing was sent to AWS.`,
    );
  }
  const target = headers['x-amz-target'];
  const { path } = atGateway({
    id: '',
    method,
    path: url.pathname,
    query: url.searchParams,
    headers: { host: url.host },
    target: undefined,
    signingName: undefined,
  });
  try {
    const response = await serviceCalls.call({
      caller: signing ? callerOf(signing.roleArn, SESSION_NAME) : { type: 'anonymous' },
      signingName: signing?.service,
      method,
      path,
      query: url.searchParams,
      headers: { ...headers, host: url.host },
      body: body ?? '',
      ...(target !== undefined && { target }),
    });
    return {
      statusCode: response.status,
      headers: Object.fromEntries(
        Object.entries(response.headers ?? {}).map(([key, value]) => [headerName(key), value]),
      ),
      body: Buffer.from(response.body).toString(),
    };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw new DataSourceError(
      'UnsupportedOperation',
      `The data source ${name} tried to send a request to ${url.host}. ${error.message}`,
    );
  }
}

/** The name as AWS sends it, `Content-Type`, because templates look for it in this case. */
function headerName(name: string): string {
  if (name.startsWith('x-amz')) return name;
  return name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
}
