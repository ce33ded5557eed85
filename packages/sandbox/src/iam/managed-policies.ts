import type { Value } from '../assembly/resource-graph.js';

const allow = (...actions: string[]): Value => ({
  Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }],
});

const LOGS = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'];

/**
 * AWS managed policies that roles of Amplify backends use, by the end of their ARN.
 *
 * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
 */
export const MANAGED_POLICIES: Readonly<Record<string, Value>> = {
  AdministratorAccess: allow('*'),
  AmazonCognitoPowerUser: allow('cognito-identity:*', 'cognito-idp:*'),
  AmazonDynamoDBFullAccess: allow('dynamodb:*'),
  AmazonDynamoDBReadOnlyAccess: allow(
    'dynamodb:BatchGetItem',
    'dynamodb:Describe*',
    'dynamodb:GetItem',
    'dynamodb:GetRecords',
    'dynamodb:GetShardIterator',
    'dynamodb:List*',
    'dynamodb:Query',
    'dynamodb:Scan',
  ),
  AmazonS3FullAccess: allow('s3:*'),
  AmazonS3ReadOnlyAccess: allow('s3:Get*', 's3:List*', 's3:Describe*'),
  AmazonSNSFullAccess: allow('sns:*'),
  AmazonSQSFullAccess: allow('sqs:*'),
  AmazonSESFullAccess: allow('ses:*'),
  AmazonKinesisFullAccess: allow('kinesis:*'),
  AmazonKinesisReadOnlyAccess: allow('kinesis:Get*', 'kinesis:List*', 'kinesis:Describe*'),
  AmazonSSMFullAccess: allow('ssm:*'),
  AmazonSSMReadOnlyAccess: allow('ssm:Describe*', 'ssm:Get*', 'ssm:List*'),
  'service-role/AWSLambdaBasicExecutionRole': allow(...LOGS),
  'service-role/AWSLambdaDynamoDBExecutionRole': allow(
    'dynamodb:DescribeStream',
    'dynamodb:GetRecords',
    'dynamodb:GetShardIterator',
    'dynamodb:ListStreams',
    ...LOGS,
  ),
  'service-role/AWSLambdaKinesisExecutionRole': allow(
    'kinesis:DescribeStream',
    'kinesis:DescribeStreamSummary',
    'kinesis:GetRecords',
    'kinesis:GetShardIterator',
    'kinesis:ListShards',
    'kinesis:ListStreams',
    'kinesis:SubscribeToShard',
    ...LOGS,
  ),
  'service-role/AWSLambdaSQSQueueExecutionRole': allow(
    'sqs:ReceiveMessage',
    'sqs:DeleteMessage',
    'sqs:GetQueueAttributes',
    ...LOGS,
  ),
  'service-role/AWSLambdaVPCAccessExecutionRole': allow(...LOGS, 'ec2:*NetworkInterface*'),
  // The sandbox supports none of the operations in these policies.
  AWSXRayDaemonWriteAccess: allow('xray:*'),
  AWSXrayWriteOnlyAccess: allow('xray:*'),
  CloudWatchLambdaInsightsExecutionRolePolicy: allow(...LOGS),
  'service-role/AmazonAPIGatewayPushToCloudWatchLogs': allow('logs:*'),
  'service-role/AWSAppSyncPushToCloudWatchLogs': allow(...LOGS),
};
