import { configureFunction } from '@amplify-recipes/core/backend';
import { defineFunction, secret } from '@aws-amplify/backend';
import { RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';

/** SES must know this address, or its domain, as verified before it sends anything. */
const MAIL_FROM = 'no-reply@example.com';

const inAuth = { resourceGroupName: 'auth', timeoutSeconds: 5 };

const environment = {
  MAIL_FROM,
  ONE_TIME_CODE_KEY: secret('ONE_TIME_CODE_KEY'),
  CAPTCHA_SECRET_KEY: secret('CAPTCHA_SECRET_KEY'),
};

export const defineAuthChallenge = defineFunction({
  ...inAuth,
  name: 'define-auth-challenge',
  entry: './define-auth-challenge-handler.ts',
});

export const createAuthChallenge = configureFunction(
  defineFunction({
    ...inAuth,
    name: 'create-auth-challenge',
    entry: './create-auth-challenge-handler.ts',
    environment,
  }),
  ({ resources: { lambda }, stack, addEnvironment }) => {
    const limits = limitsTable(stack);
    addEnvironment('LIMITS_TABLE', limits.tableName);
    limits.grant(lambda, 'dynamodb:GetItem', 'dynamodb:PutItem');
    const identities = [MAIL_FROM, MAIL_FROM.replace(/^.*@/, '')];
    lambda.addToRolePolicy(
      new PolicyStatement({
        actions: ['ses:SendEmail'],
        resources: identities.map((resourceName) =>
          stack.formatArn({ service: 'ses', resource: 'identity', resourceName }),
        ),
        conditions: { StringEquals: { 'ses:FromAddress': MAIL_FROM } },
      }),
    );
  },
);

export const verifyAuthChallengeResponse = configureFunction(
  defineFunction({
    ...inAuth,
    name: 'verify-auth-challenge-response',
    entry: './verify-auth-challenge-response-handler.ts',
    environment,
  }),
  ({ resources: { lambda }, stack, addEnvironment }) => {
    const limits = limitsTable(stack);
    addEnvironment('LIMITS_TABLE', limits.tableName);
    limits.grant(lambda, 'dynamodb:PutItem', 'dynamodb:UpdateItem');
  },
);

/** How often codes are sent and guessed, by user: digests and counts, of no use after two hours. */
function limitsTable(stack: Stack): Table {
  const made = stack.node.tryFindChild('one-time-code-limits');
  if (made) return made as Table;
  return new Table(stack, 'one-time-code-limits', {
    partitionKey: { name: 'id', type: AttributeType.STRING },
    timeToLiveAttribute: 'expiresAt',
    billingMode: BillingMode.PAY_PER_REQUEST,
    removalPolicy: RemovalPolicy.DESTROY,
  });
}
