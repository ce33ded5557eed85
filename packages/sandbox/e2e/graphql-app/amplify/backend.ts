import { defineBackend } from '@aws-amplify/backend';
import { EventBus, type IEventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { auth } from './auth/resource.js';
import { LOCAL_SERVER } from './data/local-server.js';
import { data } from './data/resource.js';
import { authorizer, fields, librarian } from './functions/resource.js';
import { createPeopleApi } from './people/api.js';

const backend = defineBackend({ auth, data, fields, authorizer, librarian });

backend.auth.resources.cfnResources.cfnUserPoolClient.explicitAuthFlows = [
  'ALLOW_USER_SRP_AUTH',
  'ALLOW_USER_PASSWORD_AUTH',
  'ALLOW_REFRESH_TOKEN_AUTH',
];

const events = backend.createStack('events');
const bus = new EventBus(events, 'Bus', { eventBusName: 'graphql-app' });
const said = new Queue(events, 'Said', { queueName: 'said' });
new Rule(events, 'SaidRule', {
  eventBus: bus,
  eventPattern: { source: ['graphql-app'] },
  targets: [new SqsQueue(said)],
});
backend.data.addEventBridgeDataSource('Bus', bus as IEventBus);
backend.data.addHttpDataSource('LocalServer', LOCAL_SERVER);
const queues = backend.data.addHttpDataSource('Queues', 'https://sqs.us-east-1.amazonaws.com', {
  authorizationConfig: { signingRegion: 'us-east-1', signingServiceName: 'sqs' },
});
queues.grantPrincipal.addToPrincipalPolicy(
  new PolicyStatement({ actions: ['sqs:ListQueues'], resources: ['*'] }),
);

const people = createPeopleApi(backend.createStack('people'), backend.fields.resources.lambda);
backend.addOutput({ custom: { people: { url: people.graphqlUrl, apiKey: people.apiKey ?? '' } } });
