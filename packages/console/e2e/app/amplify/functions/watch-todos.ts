import type { DynamoDBStreamHandler } from 'aws-lambda';

export const handler: DynamoDBStreamHandler = async ({ Records }) => {
  for (const { eventName, dynamodb } of Records) console.log(eventName, dynamodb?.Keys);
};
