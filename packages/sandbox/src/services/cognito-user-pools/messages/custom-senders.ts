import { AwsError } from '../../../protocols/aws-error.js';
import type { Engine } from '../engine.js';
import { notInvoked } from '../triggers.js';
import type { UserPool } from '../user-pool/user-pool.js';
import { triggerAttributes } from '../users/usernames.js';
import { encryptCode } from './encrypted-code.js';
import type { ComposedMessage, MessageRequest } from './message.js';

const SENDERS = {
  email: { trigger: 'CustomEmailSender', type: 'customEmailSenderRequestV1' },
  phone_number: { trigger: 'CustomSMSSender', type: 'customSMSSenderRequestV1' },
} as const;

/**
 * A message that the app's own function sends. `undefined` if the pool has no function for the
 * channel.
 *
 * The function gets the encrypted code, but no text from Cognito or the custom message trigger.
 *
 * As in AWS, the function is invoked asynchronously: the user's request succeeds even if the
 * function fails, and Lambda tries again.
 *
 * @throws {AwsError} `CodeDeliveryFailureException` when the pool's key cannot encrypt.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-custom-email-sender.html
 */
export function customSenderMessage(
  engine: Engine,
  request: MessageRequest,
): ComposedMessage | undefined {
  const { pool, user, delivery } = request;
  const functionArn = pool.customSenders.functions.get(delivery.attribute);
  if (functionArn === undefined) return undefined;
  const { trigger, type } = SENDERS[delivery.attribute];
  const keyId = usableKey(engine, pool);
  const source = request.source.replace('CustomMessage', trigger);
  return {
    send(code) {
      const event = {
        version: '1',
        triggerSource: source,
        region: pool.region,
        userPoolId: pool.id,
        userName: user.username,
        callerContext: {
          awsSdkVersion: 'aws-sdk-unknown-unknown',
          clientId: request.clientId,
        },
        request: {
          type,
          code:
            code === undefined
              ? null
              : encryptCode(engine.context.keys, { keyId, poolId: pool.id, code }),
          clientMetadata: request.clientMetadata ?? null,
          userAttributes: {
            ...triggerAttributes(engine, pool, user),
            // Also a new address that is not the user's yet: the function gets it nowhere else.
            [delivery.attribute]: delivery.destination,
          },
        },
      };
      engine.store.afterCommit(() => {
        try {
          engine.context.functions.invokeAsync(functionArn, event, { source });
        } catch (error) {
          throw error instanceof AwsError ? notInvoked(trigger, error.name) : error;
        }
      });
    },
  };
}

function usableKey({ context }: Engine, { customSenders }: UserPool): string {
  const { keyId } = customSenders;
  try {
    if (keyId === undefined) throw new AwsError('NotFoundException', 'The pool has no KMSKeyID.');
    return context.keys.usable(keyId).arn;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw new AwsError(
      'CodeDeliveryFailureException',
      `The code cannot be encrypted for the custom sender: ${error.message}`,
    );
  }
}
