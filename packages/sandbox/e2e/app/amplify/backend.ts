import { defineBackend } from '@aws-amplify/backend';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { auth } from './auth/resource.js';
import { probe } from './functions/resource.js';

const backend = defineBackend({ auth, probe });

backend.auth.resources.cfnResources.cfnUserPoolClient.explicitAuthFlows = [
  'ALLOW_USER_SRP_AUTH',
  'ALLOW_USER_PASSWORD_AUTH',
  'ALLOW_REFRESH_TOKEN_AUTH',
];

const notes = new Table(backend.createStack('notes'), 'Notes', {
  partitionKey: { name: 'id', type: AttributeType.STRING },
});
notes.grantReadWriteData(backend.probe.resources.lambda);
backend.probe.addEnvironment('NOTES_TABLE', notes.tableName);
