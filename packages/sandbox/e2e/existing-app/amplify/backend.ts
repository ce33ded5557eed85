import { fileURLToPath } from 'node:url';
import { defineBackend } from '@aws-amplify/backend';
import { CfnOutput, CustomResource, Fn, Stack } from 'aws-cdk-lib';
import { LambdaIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { CfnGraphQLApi } from 'aws-cdk-lib/aws-appsync';
import { CfnVPCEndpoint } from 'aws-cdk-lib/aws-ec2';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { PublicHostedZone } from 'aws-cdk-lib/aws-route53';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { auth } from './auth/resource.js';

const backend = defineBackend({ auth });
const stack = backend.createStack('existing');

const plain = new LambdaFunction(stack, 'Plain', {
  functionName: 'plain',
  runtime: Runtime.NODEJS_22_X,
  handler: 'index.handler',
  code: Code.fromAsset(fileURLToPath(new URL('./plain', import.meta.url))),
});
plain.addEventSource(new SqsEventSource(new Queue(stack, 'Jobs')));
const custom = new CustomResource(stack, 'Custom', {
  serviceToken: 'arn:aws:lambda:us-east-1:111122223333:function:elsewhere',
  resourceType: 'Custom::Lookup',
});
const graph = new CfnGraphQLApi(stack, 'Graph', { name: 'graph', authenticationType: 'API_KEY' });
const endpoint = new CfnVPCEndpoint(stack, 'Endpoint', { vpcId: 'vpc-1', serviceName: 's3' });
const zone = new PublicHostedZone(stack, 'Zone', { zoneName: 'example.com' });
plain.addEnvironment(
  'VARIABLES',
  stack.toJsonString({
    custom: custom.getAttString('Answer'),
    graph: graph.attrGraphQlEndpointArn,
    endpoint: Fn.select(1, endpoint.attrDnsEntries),
    zone: Fn.join(' ', zone.hostedZoneNameServers ?? []),
  }),
);
const api = new RestApi(stack, 'Api');
api.root.addMethod('GET', new LambdaIntegration(plain));
backend.addOutput({ custom: { apiUrl: api.url } });

const elsewhere = new Stack(backend.stack.node.root, 'certificates', {
  env: { region: 'eu-central-1' },
});
new CfnOutput(elsewhere, 'Queue', { value: new Queue(elsewhere, 'Other').queueArn });
