import { randomBytes, randomUUID } from 'node:crypto';
import type { Delivery } from '../../context/events/delivery.js';
import { isoSeconds } from '../../context/schedules/schedules.js';
import type { ServiceContext } from '../../context/service-context.js';
import { AwsError } from '../../protocols/aws-error.js';
import type { Target } from './definition.js';

/**
 * Prepares the payload for a schedule's target: its input with the keywords replaced, or the
 * default event.
 *
 * Unlike in an EventBridge event, `detail` is a string. A payload that cannot be delivered is sent
 * to the dead-letter queue.
 *
 * @param scheduledTime Milliseconds since 1970.
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html
 */
export function prepareDelivery(
  scheduleArn: string,
  target: Target,
  scheduledTime: number,
  context: ServiceContext,
): Delivery {
  const { arn, input, deadLetterArn } = target;
  const { accountId, region, messageDestinations } = context;
  const time = isoSeconds(scheduledTime);
  const executionId = randomBytes(8).toString('hex');
  const keywords = new Map([
    ['schedule-arn', scheduleArn],
    ['scheduled-time', time],
    ['execution-id', executionId],
    // No retries: a delivery that fails here would fail again.
    ['attempt-number', '1'],
  ]);
  const payload =
    input?.replace(
      /<aws\.scheduler\.([a-z-]+)>/g,
      (keyword, name: string) => keywords.get(name) ?? keyword,
    ) ??
    JSON.stringify({
      version: '0',
      id: randomUUID(),
      'detail-type': 'Scheduled Event',
      source: 'aws.scheduler',
      account: accountId,
      time,
      region,
      resources: [scheduleArn],
      detail: '{}',
    });
  return {
    payload,
    refused: refusalOf(target, context),
    giveUp({ name, message }) {
      if (deadLetterArn === undefined) return;
      messageDestinations.send(deadLetterArn, payload, {
        ERROR_CODE: name,
        ERROR_MESSAGE: message,
        EXECUTION_ID: executionId,
        IS_PAYLOAD_TRUNCATED: 'false',
        RETRY_ATTEMPTS: '0',
        SCHEDULED_TIME: time,
        SCHEDULE_ARN: scheduleArn,
        TARGET_ARN: arn,
      });
    },
  };
}

/** The permission that the role of a schedule needs for its target, by the target's service. */
const ACTIONS: ReadonlyMap<string | undefined, string> = new Map([
  ['lambda', 'lambda:InvokeFunction'],
  ['sns', 'sns:Publish'],
  ['sqs', 'sqs:SendMessage'],
]);

/** @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/setting-up.html */
function refusalOf({ arn, roleArn }: Target, { access }: ServiceContext): AwsError | undefined {
  const action = ACTIONS.get(arn.split(':')[2]);
  if (action === undefined) return undefined;
  const session = roleArn.replace(':iam:', ':sts:').replace(':role/', ':assumed-role/');
  const caller = { type: 'role', roleArn, arn: `${session}/scheduler` } as const;
  const refusal = access.refusal(caller, { action, resources: [arn] });
  return refusal === undefined ? undefined : new AwsError('AccessDeniedException', refusal, 403);
}
