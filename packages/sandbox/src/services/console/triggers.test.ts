import { expect, test } from 'vitest';
import { graphOf } from '../../../testing/resource-graph.js';
import type { Resource } from '../../assembly/resource-graph.js';
import { triggersOf } from './triggers.js';

const FUNCTION_ARN = 'arn:aws:lambda:us-east-1:123456789012:function:app-handle-1A2B';
const handle: Partial<Resource> = {
  type: 'AWS::Lambda::Function',
  name: 'handle',
  physicalId: 'app-handle-1A2B',
  attributes: { Arn: FUNCTION_ARN },
};
const mapping = (EventSourceArn: string): Partial<Resource> => ({
  type: 'AWS::Lambda::EventSourceMapping',
  properties: { EventSourceArn, FunctionName: 'app-handle-1A2B' },
});
const arn = (resource: string) => `arn:aws:${resource.replace('*', 'us-east-1:123456789012')}`;

test.each<[trigger: string, resources: readonly Partial<Resource>[]]>([
  [
    'stream of Todo',
    [mapping(arn('dynamodb:*:table/Todo-abcdefghijklmnopqrstuvwx23-NONE/stream/2026'))],
  ],
  [
    'stream of clicks',
    [
      { type: 'AWS::Kinesis::Stream', name: 'clicks', physicalId: 'app-clicks-3C4D' },
      mapping(arn('kinesis:*:stream/app-clicks-3C4D')),
    ],
  ],
  [
    'queue letters',
    [
      {
        type: 'AWS::SQS::Queue',
        logicalId: 'letters0123ABCD',
        name: 'letters0123ABCD',
        physicalId: 'http://127.0.0.1:4700/123456789012/app-letters-5E6F',
      },
      mapping(arn('sqs:*:app-letters-5E6F')),
    ],
  ],
  ['queue elsewhere', [mapping(arn('sqs:*:elsewhere'))]],
  [
    'objects of files',
    [
      { type: 'AWS::S3::Bucket', name: 'files', physicalId: 'app-files-7a8b' },
      {
        type: 'Custom::S3BucketNotifications',
        properties: {
          BucketName: 'app-files-7a8b',
          NotificationConfiguration: {
            LambdaFunctionConfigurations: [{ LambdaFunctionArn: FUNCTION_ARN }],
          },
        },
      },
    ],
  ],
  [
    'topic news',
    [
      { type: 'AWS::SNS::Topic', name: 'news', physicalId: arn('sns:*:app-news-9C0D') },
      {
        type: 'AWS::SNS::Subscription',
        properties: { TopicArn: arn('sns:*:app-news-9C0D'), Endpoint: FUNCTION_ARN },
      },
    ],
  ],
  [
    'rate(1 day)',
    [
      {
        type: 'AWS::Events::Rule',
        properties: { ScheduleExpression: 'rate(1 day)', Targets: [{ Arn: FUNCTION_ARN }] },
      },
    ],
  ],
])('a function is run by its %s', (trigger, resources) => {
  const graph = graphOf(
    [handle, ...resources].map((resource) => ({ physicalId: '', ...resource })),
  );
  const fn = graph.ofType('AWS::Lambda::Function')[0] as Resource;
  expect(triggersOf(graph, fn)).toEqual([trigger]);
});
