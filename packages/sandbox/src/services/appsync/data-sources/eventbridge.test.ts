import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  callOf,
  dataSourceRole,
  startDataSources,
  type TestDataSources,
} from '../../../../testing/data-sources.js';
import { eventbridge } from '../../eventbridge/index.js';
import type { DataSource } from './data-source.js';

const BUSES = 'arn:aws:events:eu-west-1:123456789012:event-bus';
const FUNCTION = 'arn:aws:lambda:eu-west-1:123456789012:function:audit';

let running: TestDataSources;
let orders: DataSource;
let delivered: unknown[] = [];

beforeAll(async () => {
  running = await startDataSources(
    [eventbridge],
    [
      { type: 'AWS::Events::EventBus', physicalId: 'orders', properties: { Name: 'orders' } },
      {
        type: 'AWS::Events::Rule',
        logicalId: 'Audit',
        name: 'Audit',
        physicalId: 'orders|audit',
        attributes: { Arn: 'arn:aws:events:eu-west-1:123456789012:rule/orders/audit' },
        properties: {
          EventBusName: 'orders',
          EventPattern: { source: ['app'] },
          Targets: [{ Id: 'audit', Arn: FUNCTION }],
        },
      },
      dataSourceRole({
        Effect: 'Allow',
        Action: 'events:PutEvents',
        Resource: `${BUSES}/orders`,
      }),
    ],
    { functions: { invokeAsync: (_, event) => void delivered.push(event) } },
  );
  orders = bus('orders');
});

afterAll(() => running.stop());

beforeEach(() => {
  delivered = [];
});

function bus(name: string): DataSource {
  return running.source({
    Type: 'AMAZON_EVENTBRIDGE',
    EventBridgeConfig: { EventBusArn: `${BUSES}/${name}` },
  });
}

const put = (events: unknown, source = orders) =>
  source.invoke({ version: '2018-05-29', operation: 'PutEvents', events }, callOf());
const event = { source: 'app', detail: { id: 1 }, detailType: 'Ordered' };

describe('PutEvents', () => {
  test('sends the events to the bus, and returns what EventBridge says of each', async () => {
    const late = { ...event, resources: ['order/1'], time: '2026-01-01T00:30:00.000Z' };
    const forbidden = { ...event, source: 'aws.s3' };
    expect(await put([event, late, forbidden])).toEqual({
      FailedEntryCount: 1,
      Entries: [
        { EventId: expect.any(String) },
        { EventId: expect.any(String) },
        { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: expect.any(String) },
      ],
    });
    expect(delivered).toMatchObject([
      { source: 'app', 'detail-type': 'Ordered', detail: { id: 1 } },
      { resources: ['order/1'], time: '2026-01-01T00:30:00Z' },
    ]);
  });

  test('is refused for a bus that the role may not use', async () => {
    await expect(put([event], bus('default'))).rejects.toMatchObject({
      type: 'EventBridge:AccessDeniedException',
      message: expect.stringContaining(`events:PutEvents on resource: ${BUSES}/default`),
    });
    expect(running.denials).toMatchObject([{ permission: { action: 'events:PutEvents' } }]);
    expect(delivered).toEqual([]);
  });

  test.each<[string, unknown, object]>([
    ['11 events', Array(11).fill(event), { type: 'EventBridge:ValidationException' }],
    ['no events', [], { type: 'EventBridge:ValidationException' }],
    ['no list of events', null, { message: "Value for field '$[events]' not found." }],
    [
      'an event without a source',
      [{ ...event, source: null }],
      { type: 'MappingTemplate', message: "Value for field '$[events][0][source]' not found." },
    ],
    [
      'an event for another bus',
      [{ ...event, eventBusName: 'default' }],
      { message: "Unsupported element '$[events][0][eventBusName]'." },
    ],
    [
      'a time that is none',
      [{ ...event, time: 'soon' }],
      { message: expect.stringContaining("'$[events][0][time]' must be a time") },
    ],
  ])('is refused with %s', async (_, events, error) => {
    await expect(put(events)).rejects.toMatchObject(error);
    expect(delivered).toEqual([]);
  });

  test('is the only operation', async () => {
    await expect(orders.invoke({ operation: 'DeleteRule' }, callOf())).rejects.toMatchObject({
      message: "Unsupported operation 'DeleteRule'.",
    });
  });
});
