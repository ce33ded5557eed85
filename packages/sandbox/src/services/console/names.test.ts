import { expect, test } from 'vitest';
import { graphOf } from '../../../testing/resource-graph.js';
import type { Resource } from '../../assembly/resource-graph.js';
import { friendlyName, friendlyNames } from './names.js';

const queue: Partial<Resource> = {
  type: 'AWS::SQS::Queue',
  physicalId: 'http://127.0.0.1/123456789012/orders',
  logicalId: 'Orders1A2B3C4D',
  name: 'Orders1A2B3C4D',
  properties: { QueueName: 'orders' },
};

test.each<[what: string, resource: Partial<Resource>, name: string]>([
  ['the name in its template', queue, 'orders'],
  ['the name that Amplify gives it', { ...queue, name: 'letters', properties: {} }, 'letters'],
  ['the id of its construct, without the hash', { ...queue, properties: {} }, 'Orders'],
])('a resource has %s', (_, resource, name) => {
  const [found] = graphOf([resource]).resources;
  expect(found && friendlyName(found)).toBe(name);
});

test('a schedule with the name of a function does not rename the function', () => {
  const graph = graphOf([
    {
      type: 'AWS::Scheduler::Schedule',
      physicalId: 'daily-report',
      logicalId: 'DailyReport1A2B3C4D',
      name: 'DailyReport1A2B3C4D',
      properties: { Name: 'daily-report' },
    },
  ]);
  expect(friendlyNames(graph).get('daily-report')).toBe('daily-report');
});
