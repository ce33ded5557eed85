import { defineBackend } from '@aws-amplify/backend';
import { Duration, TimeZone } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { EventSourceMapping, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { auth } from './auth/resource.js';
import { data } from './data/resource.js';
import { dailyReport, watchTodos } from './functions/resource.js';
import { storage } from './storage/resource.js';

const backend = defineBackend({ auth, data, storage, dailyReport, watchTodos });

const report = backend.dailyReport.resources.lambda;
backend.dailyReport.addEnvironment('BUCKET', backend.storage.resources.bucket.bucketName);
report.addToRolePolicy(
  new PolicyStatement({
    actions: ['ses:SendEmail'],
    resources: ['arn:aws:ses:*:*:identity/*'],
  }),
);
report.addToRolePolicy(
  new PolicyStatement({
    actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
    // By name, because the stack of the queue refers to this function.
    resources: ['arn:aws:sqs:*:*:requests'],
  }),
);

const { Todo } = backend.data.resources.tables;
if (Todo?.tableStreamArn === undefined) throw new Error('The table of Todo has no stream.');
const watcher = backend.watchTodos.resources.lambda;
Todo.grantStreamRead(watcher);
new EventSourceMapping(watcher.stack, 'WatchTodos', {
  target: watcher,
  eventSourceArn: Todo.tableStreamArn,
  startingPosition: StartingPosition.LATEST,
  batchSize: 10,
});

const events = backend.createStack('events');
const failed = new Queue(events, 'FailedOrders', { queueName: 'orders-failed' });
const orders = new Queue(events, 'Orders', {
  queueName: 'orders',
  deadLetterQueue: { queue: failed, maxReceiveCount: 3 },
  visibilityTimeout: Duration.seconds(10),
});
const requests = new Queue(events, 'Requests', { queueName: 'requests' });
new EventSourceMapping(events, 'ReadRequests', {
  target: report,
  eventSourceArn: requests.queueArn,
  batchSize: 10,
});
const alerts = new Topic(events, 'Alerts', { topicName: 'alerts' });
alerts.addSubscription(new SqsSubscription(orders));
new Stream(events, 'Clicks', { streamName: 'clicks', shardCount: 1 });
new Schedule(events, 'DailyReport', {
  scheduleName: 'daily-report',
  schedule: ScheduleExpression.cron({ minute: '5', hour: '14', timeZone: TimeZone.EUROPE_BERLIN }),
  target: new LambdaInvoke(report, { input: ScheduleTargetInput.fromObject({ kind: 'daily' }) }),
});
