import type { Resource } from '../../../assembly/resource-graph.js';
import { callerOf } from '../../../context/service-calls.js';
import type { ServiceContext } from '../../../context/service-context.js';
import { AwsError } from '../../../protocols/aws-error.js';
import type { JsonObject } from '../../../protocols/json.js';
import { type DataSource, DataSourceError, mappingError, SESSION_NAME } from './data-source.js';
import {
  checkElements,
  listIn,
  operationOf,
  type RequestPart,
  requestPart,
  requiredPart,
  requiredParts,
  requiredText,
  textIn,
} from './request-part.js';
import { requiredProperty, roleOf } from './template.js';

/**
 * A bus of EventBridge as a data source.
 *
 * @throws {SandboxError} `TEMPLATE_UNSUPPORTED` without a bus or a role.
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/resolver-mapping-template-reference-eventbridge.html
 */
export function eventbridgeDataSource(
  resource: Resource,
  name: string,
  { serviceCalls }: ServiceContext,
): DataSource {
  const bus = requiredProperty(resource, 'EventBridgeConfig', 'EventBusArn');
  const caller = callerOf(roleOf(resource), SESSION_NAME);
  return {
    name,
    kind: 'AMAZON_EVENTBRIDGE',
    async invoke(value) {
      const request = requestPart(value);
      checkElements(request, ['version', 'operation', 'events']);
      const operation = operationOf(request);
      if (operation !== 'PutEvents') throw mappingError(`Unsupported operation '${operation}'.`);
      const Entries = requiredParts(request, 'events').map((event) => entryOf(event, bus));
      const { status, body } = await serviceCalls
        .call({
          caller,
          signingName: 'events',
          target: 'AWSEvents.PutEvents',
          body: JSON.stringify({ Entries }),
        })
        .catch((error: unknown) => {
          throw error instanceof AwsError ? eventbridgeError(error.name, error.message) : error;
        });
      const output = JSON.parse(Buffer.from(body).toString());
      if (status >= 400) throw eventbridgeError(output.__type, output.message);
      return output;
    },
  };
}

function entryOf(event: RequestPart, bus: string): JsonObject {
  checkElements(event, ['source', 'detail', 'detailType', 'resources', 'time']);
  const time = textIn(event, 'time');
  const seconds = time === undefined ? undefined : Date.parse(time) / 1000;
  if (Number.isNaN(seconds)) {
    throw mappingError(
      `Value for field '${event.place}[time]' must be a time such as 2026-01-01T00:30:00.000Z.`,
    );
  }
  return {
    EventBusName: bus,
    Source: requiredText(event, 'source'),
    Detail: JSON.stringify(requiredPart(event, 'detail').members),
    DetailType: requiredText(event, 'detailType'),
    Resources: listIn(event, 'resources'),
    Time: seconds,
  };
}

function eventbridgeError(type: unknown, message: unknown): DataSourceError {
  return new DataSourceError(`EventBridge:${type}`, String(message));
}
