import { defineBackend } from '@aws-amplify/backend';
import { TimeZone } from 'aws-cdk-lib';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import {
  EventField,
  Rule,
  Schedule as RuleSchedule,
  RuleTargetInput,
} from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import {
  ContextAttribute,
  Schedule,
  ScheduleExpression,
  ScheduleGroup,
  ScheduleTargetInput,
} from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { auth } from './auth/resource.js';
import { probe } from './functions/resource.js';

const backend = defineBackend({ auth, probe });

backend.auth.resources.cfnResources.cfnUserPoolClient.explicitAuthFlows = [
  'ALLOW_USER_SRP_AUTH',
  'ALLOW_USER_PASSWORD_AUTH',
  'ALLOW_REFRESH_TOKEN_AUTH',
];

const { lambda } = backend.probe.resources;
backend.auth.resources.userPool.grant(lambda, 'cognito-idp:ListUsers');
lambda.addToRolePolicy(
  new PolicyStatement({
    actions: ['ses:SendEmail'],
    resources: ['arn:aws:ses:*:*:identity/probe@example.com'],
  }),
);

const notes = new Table(backend.createStack('notes'), 'Notes', {
  partitionKey: { name: 'id', type: AttributeType.STRING },
});
notes.grantReadWriteData(lambda);
backend.probe.addEnvironment('NOTES_TABLE', notes.tableName);

const times = backend.createStack('times');
new Schedule(times, 'Birthday', {
  scheduleName: 'birthday',
  scheduleGroup: new ScheduleGroup(times, 'Group'),
  schedule: ScheduleExpression.cron({
    minute: '0',
    hour: '9',
    day: '10',
    month: '12',
    timeZone: TimeZone.EUROPE_LONDON,
  }),
  target: new LambdaInvoke(lambda, {
    input: ScheduleTargetInput.fromObject({ at: ContextAttribute.scheduledTime }),
  }),
});
new Rule(times, 'Harvest', {
  ruleName: 'harvest',
  schedule: RuleSchedule.cron({ minute: '0', hour: '6', day: '1', month: '9' }),
  targets: [
    new LambdaFunction(lambda, {
      event: RuleTargetInput.fromObject({ on: EventField.time }),
    }),
  ],
});
