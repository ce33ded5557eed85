import { XMLParser } from 'fast-xml-parser';
import type { ServiceCall } from '../../context/service-calls.js';
import type { ServiceContext } from '../../context/service-context.js';
import { AwsError } from '../../protocols/aws-error.js';
import type { JsonObject } from '../../protocols/json.js';
import { isJsonObject, parseJson } from '../../protocols/json-value.js';
import type { ServiceResponse } from '../../protocols/request.js';
import type { Backend } from './backend.js';
import type { Routes } from './routes.js';

/** The prefix of `X-Amz-Target` for the services of AWS's JSON protocols. */
const JSON_TARGETS: Readonly<Record<string, string>> = {
  'cognito-identity': 'AWSCognitoIdentityService',
  'cognito-idp': 'AWSCognitoIdentityProviderService',
  dynamodb: 'DynamoDB_20120810',
  dynamodbstreams: 'DynamoDBStreams_20120810',
  events: 'AWSEvents',
  kinesis: 'Kinesis_20131202',
  kms: 'TrentService',
  secretsmanager: 'secretsmanager',
  sqs: 'AmazonSQS',
  ssm: 'AmazonSSM',
};
const SIGNING_NAMES: Readonly<Record<string, string>> = { dynamodbstreams: 'dynamodb' };
/** The services of AWS's Query protocol. */
const QUERY_SERVICES = new Set(['ses', 'sns', 'sts']);

const OPERATION = /^[A-Z][A-Za-z0-9]{1,63}$/;

/** Operations of the services, as the developer. */
export function callRoutes({ context }: Backend): Routes {
  return {
    'POST call': async (request) => {
      const { service, operation, input = {}, record = true } = await request.input();
      if (typeof operation !== 'string' || !OPERATION.test(operation)) {
        throw new AwsError('ValidationException', 'operation must be the name of an operation.');
      }
      if (typeof service !== 'string' || !isJsonObject(input)) {
        throw new AwsError('ValidationException', 'service must be a text, and input an object.');
      }
      const call = () => callOperation(context, service, operation, input);
      // The timeline has no requests that the page sends to show a list.
      return record === false ? context.timeline.runUnrecorded(call) : call();
    },
  };
}

/**
 * Calls an operation as the developer.
 *
 * @returns Its output.
 * @throws {AwsError} The error of the service.
 */
export async function callOperation(
  { serviceCalls }: Pick<ServiceContext, 'serviceCalls'>,
  service: string,
  operation: string,
  input: JsonObject,
): Promise<unknown> {
  const caller = { type: 'developer' } as const;
  if (QUERY_SERVICES.has(service)) {
    const form = new URLSearchParams({ Action: operation });
    addToForm(form, '', input);
    const response = await serviceCalls.call({
      caller,
      signingName: service,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: form.toString(),
    });
    return queryOutput(operation, response);
  }
  const prefix = Object.hasOwn(JSON_TARGETS, service) ? JSON_TARGETS[service] : undefined;
  if (prefix === undefined) {
    throw new AwsError(
      'ValidationException',
      `The console calls the operations of ${[...Object.keys(JSON_TARGETS), ...QUERY_SERVICES].sort().join(', ')}.`,
    );
  }
  const call: ServiceCall = {
    caller,
    signingName: SIGNING_NAMES[service] ?? service,
    target: `${prefix}.${operation}`,
    headers: { 'content-type': 'application/x-amz-json-1.1' },
    body: JSON.stringify(input),
  };
  return jsonOutput(await serviceCalls.call(call));
}

function jsonOutput({ status, body }: ServiceResponse): unknown {
  const output = parseJson(Buffer.from(body)) ?? {};
  if (status < 400) return output;
  const { __type, message, Message } = isJsonObject(output) ? output : {};
  const name = typeof __type === 'string' ? (__type.split('#').at(-1) ?? __type) : 'Error';
  throw new AwsError(name, String(message ?? Message ?? 'The operation failed.'), status);
}

/** @see https://smithy.io/2.0/aws/protocols/aws-query-protocol.html */
function addToForm(form: URLSearchParams, prefix: string, value: unknown): void {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      addToForm(form, `${prefix}.member.${index + 1}`, item);
    }
    return;
  }
  if (!isJsonObject(value)) {
    if (value !== undefined && value !== null) form.append(prefix, String(value));
    return;
  }
  const name = prefix.slice(prefix.lastIndexOf('.') + 1);
  const map = Object.hasOwn(MAPS, name) ? MAPS[name] : undefined;
  for (const [index, [key, member]] of Object.entries(value).entries()) {
    const entry = `${prefix}.entry.${index + 1}`;
    if (map) form.append(`${entry}.${map.key}`, key);
    addToForm(
      form,
      map ? `${entry}.${map.value}` : prefix === '' ? key : `${prefix}.${key}`,
      member,
    );
  }
}

/** The members of a request that are maps. All other objects are structures. */
const MAPS: Readonly<Record<string, { readonly key: string; readonly value: string }>> = {
  Attributes: { key: 'key', value: 'value' },
  MessageAttributes: { key: 'Name', value: 'Value' },
};

const XML = new XMLParser({ parseTagValue: false, htmlEntities: true });

function queryOutput(operation: string, { status, body }: ServiceResponse): unknown {
  const document: unknown = XML.parse(Buffer.from(body).toString());
  const root = memberOf(document, `${operation}Response`);
  if (status < 400) return withoutListItems(memberOf(root, `${operation}Result`)) || {};
  const error = memberOf(memberOf(document, 'ErrorResponse'), 'Error');
  throw new AwsError(
    String(memberOf(error, 'Code') ?? 'Error'),
    String(memberOf(error, 'Message') ?? 'The operation failed.'),
    status,
  );
}

function memberOf(value: unknown, name: string): unknown {
  return isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** Lists are elements with the items `member` in this protocol. */
function withoutListItems(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutListItems);
  if (!isJsonObject(value)) return value;
  const { member, ...others } = value;
  if (member !== undefined && Object.keys(others).length === 0) {
    return (Array.isArray(member) ? member : [member]).map(withoutListItems);
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, withoutListItems(each)]),
  );
}
