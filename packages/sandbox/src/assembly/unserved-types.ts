import type { NamedResource, Properties, ResourceType, Value } from './resource-graph.js';
import { stringOf } from './template-values.js';

const LOWER = '0123456789abcdefghijklmnopqrstuvwxyz';
const UPPER = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

const named =
  (property: string) =>
  (resource: NamedResource): string =>
    stringOf(resource.properties[property]) ?? generatedName(resource);

const withId = (length: number, alphabet: string, prefix = '') =>
  ({
    physicalId: ({ id }) => prefix + id(length, alphabet),
  }) satisfies ResourceType;

/**
 * Types that no service implements, but whose names front ends and functions use, for example in
 * the URL of an API. The names are as in CloudFormation.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
 */
const KNOWN: Readonly<Record<string, ResourceType>> = {
  'AWS::ApiGateway::RestApi': {
    ...withId(10, LOWER),
    attributes: ({ physicalId, id }) => ({
      RestApiId: physicalId,
      RootResourceId: id(20, LOWER).slice(10),
    }),
  },
  'AWS::ApiGateway::Stage': { physicalId: named('StageName') },
  'AWS::ApiGateway::Resource': {
    ...withId(6, LOWER),
    attributes: ({ physicalId }) => ({ ResourceId: physicalId }),
  },
  'AWS::ApiGateway::Deployment': {
    ...withId(6, LOWER),
    attributes: ({ physicalId }) => ({ DeploymentId: physicalId }),
  },
  'AWS::ApiGateway::Authorizer': {
    ...withId(6, LOWER),
    attributes: ({ physicalId }) => ({ AuthorizerId: physicalId }),
  },
  'AWS::ApiGateway::ApiKey': {
    ...withId(10, LOWER),
    attributes: ({ physicalId }) => ({ APIKeyId: physicalId }),
  },
  'AWS::ApiGateway::UsagePlan': {
    ...withId(6, LOWER),
    attributes: ({ physicalId }) => ({ Id: physicalId }),
  },
  'AWS::ApiGateway::DomainName': { physicalId: named('DomainName') },
  'AWS::ApiGatewayV2::Api': {
    ...withId(10, LOWER),
    attributes: ({ physicalId, properties, region }) => {
      const protocol = properties.ProtocolType === 'WEBSOCKET' ? 'wss' : 'https';
      return {
        ApiId: physicalId,
        ApiEndpoint: `${protocol}://${physicalId}.execute-api.${region}.amazonaws.com`,
      };
    },
  },
  'AWS::ApiGatewayV2::Stage': { physicalId: named('StageName') },
  'AWS::ApiGatewayV2::Integration': {
    ...withId(7, LOWER),
    attributes: ({ physicalId }) => ({ IntegrationId: physicalId }),
  },
  'AWS::ApiGatewayV2::Authorizer': {
    ...withId(6, LOWER),
    attributes: ({ physicalId }) => ({ AuthorizerId: physicalId }),
  },
  'AWS::ApiGatewayV2::Route': {
    ...withId(7, LOWER),
    attributes: ({ physicalId }) => ({ RouteId: physicalId }),
  },
  'AWS::Lambda::Url': {
    physicalId: ({ properties }) => stringOf(properties.TargetFunctionArn) ?? '',
    attributes: ({ physicalId, id, region }) => ({
      FunctionArn: physicalId,
      FunctionUrl: `https://${id(32, LOWER)}.lambda-url.${region}.on.aws/`,
    }),
  },
  'AWS::Logs::LogGroup': {
    physicalId: named('LogGroupName'),
    attributes: (resource) => ({
      Arn: `${arnOf(resource, 'logs')}:log-group:${resource.physicalId}:*`,
    }),
  },
  'AWS::StepFunctions::StateMachine': {
    physicalId: (resource) =>
      `${arnOf(resource, 'states')}:stateMachine:${named('StateMachineName')(resource)}`,
    attributes: ({ physicalId }) => ({
      Arn: physicalId,
      Name: physicalId.slice(physicalId.lastIndexOf(':') + 1),
    }),
  },
  'AWS::CertificateManager::Certificate': {
    physicalId: (resource) => `${arnOf(resource, 'acm')}:certificate/${uuidOf(resource)}`,
  },
  'AWS::CloudFront::Distribution': {
    ...withId(14, UPPER, 'E'),
    attributes: ({ physicalId }) => ({
      Id: physicalId,
      DomainName: `${physicalId.toLowerCase()}.cloudfront.net`,
    }),
  },
  'AWS::Route53::HostedZone': {
    ...withId(20, UPPER, 'Z'),
    attributes: ({ physicalId }) => ({
      Id: physicalId,
      NameServers: ['com', 'net', 'org', 'co.uk'].map(
        (domain, index) => `ns-${index + 1}.awsdns-0${index}.${domain}`,
      ),
    }),
  },
};

/**
 * The name and attributes of a resource that no service implements, so that references to it
 * resolve. The start-up report lists its type.
 *
 * @param onPlaceholder Called with each placeholder for a value that only AWS knows.
 */
export function unservedType(type: string, onPlaceholder: (text: string) => unknown): ResourceType {
  const known = Object.hasOwn(KNOWN, type) ? KNOWN[type] : undefined;
  const lastPart = type.slice(type.lastIndexOf(':') + 1);
  const noted = (text: string) => {
    onPlaceholder(text);
    return text;
  };
  return {
    physicalId: (resource) =>
      known?.physicalId(resource) ??
      stringOf(resource.properties[`${lastPart}Name`]) ??
      noted(generatedName(resource)),
    attributes: (resource) =>
      withAnyAttribute(known?.attributes?.(resource) ?? {}, (attribute) =>
        noted(placeholderOf(attribute, type, resource)),
      ),
  };
}

/** The placeholder for an unknown attribute. It has the form of a real value. */
export function placeholderOf(
  attribute: string,
  type: string,
  { physicalId, partition, region, accountId }: NamedResource & { readonly physicalId: string },
): string {
  const [, service = 'custom'] = type.split('::');
  if (!attribute.endsWith('Arn')) return `${physicalId}.${attribute}`;
  return physicalId.startsWith('arn:')
    ? physicalId
    : `arn:${partition}:${service.toLowerCase()}:${region}:${accountId}:${physicalId}`;
}

/** An object that has every attribute. Only the known attributes are listed. */
function withAnyAttribute(
  known: Properties,
  valueFor: (attribute: string) => string,
): Readonly<Record<string, Value>> {
  const target: Record<string, Value> = Object.assign(Object.create(null), known);
  return new Proxy(target, {
    get: (object, key) =>
      typeof key !== 'string' || Object.hasOwn(object, key)
        ? Reflect.get(object, key)
        : valueFor(key),
    getOwnPropertyDescriptor(object, key) {
      const own = Reflect.getOwnPropertyDescriptor(object, key);
      if (own || typeof key !== 'string') return own;
      return { value: valueFor(key), configurable: true, enumerable: false };
    },
  });
}

function generatedName({ stackName, logicalId, id }: NamedResource): string {
  return `${stackName}-${logicalId}-${id(12)}`;
}

function arnOf({ partition, region, accountId }: NamedResource, service: string): string {
  return `arn:${partition}:${service}:${region}:${accountId}`;
}

function uuidOf({ id }: NamedResource): string {
  return id(32, '0123456789abcdef').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
