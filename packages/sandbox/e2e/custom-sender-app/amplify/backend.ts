import { defineBackend } from '@aws-amplify/backend';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { customEmailSender } from './auth/custom-email-sender/resource.js';
import { auth } from './auth/resource.js';

const backend = defineBackend({ auth, customEmailSender });

backend.customEmailSender.resources.lambda.addToRolePolicy(
  new PolicyStatement({
    actions: ['ses:SendEmail'],
    resources: ['arn:aws:ses:*:*:identity/example.com'],
  }),
);

// Amplify creates the key in the stack of the function, but does not pass it to the function.
const { stack } = backend.customEmailSender.resources.lambda;
const key = stack.node.findAll().find((construct) => construct instanceof Key);
if (!key) throw new Error('There is no key for the codes.');
backend.customEmailSender.addEnvironment('KEY_ARN', key.keyArn);
