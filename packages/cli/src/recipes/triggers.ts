const TRIGGERS: Readonly<Record<string, string>> = {
  'email-domain': 'pre sign-up',
  'minimum-age': 'pre sign-up',
  'attribute-rules': 'pre sign-up',
  'add-to-group': 'post confirmation',
  'create-user-profile': 'post confirmation',
  'localized-message': 'custom message',
  'token-claims': 'pre token generation',
  'one-time-code': 'define, create and verify auth challenge',
  captcha: 'define, create and verify auth challenge',
  'dynamodb-stream': 'DynamoDB stream',
  'kinesis-stream': 'Kinesis data stream',
  's3-upload': 'S3 notification',
  'report-to-s3': 'schedule',
  'sns-digest': 'schedule',
};

/** The event that runs a recipe, in the words of the list of all recipes. */
export function triggerOf(recipe: string, packageName: string): string {
  return TRIGGERS[recipe] ?? packageName.replace(/^.*\//, '').replaceAll('-', ' ');
}
