import {
  assertDeployable,
  connectBucket,
  connectKinesis,
  connectTableStream,
  connectTopic,
  useAuthenticatedRole,
  usePreTokenGenerationV2,
} from '@amplify-recipes/core/backend';
import { defineBackend } from '@aws-amplify/backend';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { auth } from './auth/resource.js';
import { tokenClaims } from './auth/token-claims/resource.js';
import { data } from './data/resource.js';
import { todoDigest } from './data/todo-digest/resource.js';
import { watchTodos } from './data/watch-todos/resource.js';
import { contactTeam, RECEIPT_FROM } from './functions/contact-team/resource.js';
import { countClicks } from './functions/count-clicks/resource.js';
import { sayHello } from './functions/say-hello/resource.js';
import { sayHelloGo } from './functions/say-hello-go/resource.js';
import { sayHelloPython } from './functions/say-hello-python/resource.js';
import { storage } from './storage/resource.js';
import { todoReport } from './storage/todo-report/resource.js';
import { watchFiles } from './storage/watch-files/resource.js';

const backend = defineBackend({
  auth,
  tokenClaims,
  data,
  watchTodos,
  todoDigest,
  storage,
  watchFiles,
  todoReport,
  countClicks,
  contactTeam,
  sayHello,
  sayHelloPython,
  sayHelloGo,
});
usePreTokenGenerationV2(backend, backend.tokenClaims);
// Every user is in this group. Its own role would replace the role of signed-in users, and with it
// their permissions.
useAuthenticatedRole(backend, 'EVERYONE');

connectTableStream(backend.data.resources.tables.Todo, backend.watchTodos);

const clicks = new Stream(backend.createStack('clicks'), 'clicks', { shardCount: 2 });
connectKinesis(clicks, backend.countClicks, {
  batchSize: 500,
  parallelizationFactor: 2,
  // More retries are not worth it for a click: the records behind it have to wait.
  retryAttempts: 2,
});
clicks.grant(
  backend.auth.resources.authenticatedUserIamRole,
  'kinesis:PutRecord',
  'kinesis:PutRecords',
);
backend.addOutput({ custom: { clicks_stream_name: clicks.streamName } });

const { Todo: todos } = backend.data.resources.tables;
if (!todos) throw new Error('Add the model Todo to amplify/data: two functions read it.');
for (const fn of [backend.todoReport, backend.todoDigest]) {
  todos.grant(fn.resources.lambda, 'dynamodb:Scan');
  fn.addEnvironment('TODOS_TABLE_NAME', todos.tableName);
}
connectBucket(backend.todoReport, backend.storage.resources.bucket, { prefix: 'reports/' });

const news = new Topic(backend.createStack('news'), 'news');
news.addSubscription(new EmailSubscription('team@example.com'));
connectTopic(backend.todoDigest, news);

// The permissions of contact-team. Amplify's `access` has none for topics and e-mail.
const support = new Topic(backend.createStack('support'), 'support');
support.addSubscription(new EmailSubscription('support@example.com'));
const { lambda, cfnResources } = backend.contactTeam.resources;
support.grantPublish(lambda);
backend.contactTeam.addEnvironment('TOPIC_ARN', support.topicArn);
lambda.addToRolePolicy(
  new PolicyStatement({
    actions: ['ses:SendEmail'],
    resources: [
      lambda.stack.formatArn({ service: 'ses', resource: 'identity', resourceName: RECEIPT_FROM }),
    ],
  }),
);
// Lambda's own log lines, one or more for each run. `defineFunction` has no option for them.
cfnResources.cfnFunction.addPropertyOverride('LoggingConfig.SystemLogLevel', 'WARN');

assertDeployable(backend);
