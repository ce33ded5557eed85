import { redact } from '@amplify-recipes/core';
import type { PostConfirmationTriggerEvent } from 'aws-lambda';

type Confirmation = Pick<
  PostConfirmationTriggerEvent,
  'region' | 'triggerSource' | 'userName' | 'userPoolId'
>;

/** The program for jq that adds the user to an event. */
const ADD_USER =
  '. as $user | $event | .userName = $user.Username | setpath(["request", "userAttributes"]; $user.UserAttributes | from_entries)';

/**
 * The command that runs the function again for a user. It reads the user's attributes and passes
 * them to the function, so the log need not contain them. It needs the AWS CLI and jq, which AWS
 * CloudShell has.
 *
 * @see https://docs.aws.amazon.com/cli/latest/reference/lambda/invoke.html
 */
export function commandFor(
  { region, triggerSource, userName, userPoolId }: Confirmation,
  sub: string | undefined,
): string {
  // Cognito accepts the sub as the user name, except for users of other providers.
  const isLoggable = redact(userName) === userName;
  // Not `--username`: the AWS CLI would read a file for a user name such as file:///etc/passwd.
  const user = { UserPoolId: userPoolId, Username: isLoggable ? userName : (sub ?? '') };
  const event = { version: '1', triggerSource, region, userPoolId, response: {} };
  const { AWS_LAMBDA_FUNCTION_NAME: functionName = '' } = process.env;
  return [
    `aws cognito-idp admin-get-user --region ${region} --cli-input-json ${quote(JSON.stringify(user))}`,
    `jq --argjson event ${quote(JSON.stringify(event))} ${quote(ADD_USER)}`,
    `aws lambda invoke --region ${region} --function-name ${functionName} --cli-binary-format raw-in-base64-out --payload file:///dev/stdin /dev/stdout`,
  ].join(' | ');
}

/**
 * Quotes a text for a shell: an operator may paste the command, and a user name may be malicious.
 */
function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
