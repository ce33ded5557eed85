import { AwsError } from '../../protocols/aws-error.js';
import { parseJsonText } from '../../protocols/json-value.js';
import type { FunctionInvoker, InvocationOutcome } from './function-invoker.js';
import type { MessageDestinations } from './message-destinations.js';

/** A payload for a target. */
export type Delivery = {
  /** JSON for a function, text for a queue or a topic. */
  readonly payload: string;
  /** The refusal if the role of the delivery lacks the permission. Undefined if it is allowed. */
  readonly refused?: AwsError | undefined;
  /** Called when it cannot be delivered, for example to a function that does not exist. */
  giveUp(error: AwsError): void;
};

export type DeliveryOptions = {
  readonly functions: FunctionInvoker;
  readonly messageDestinations: MessageDestinations;
};

/**
 * Delivers a payload to a function, a queue or a topic, and does not wait.
 *
 * @param source The sender, for the record of the invocation.
 */
export function deliver(
  { functions, messageDestinations }: DeliveryOptions,
  targetArn: string,
  { payload, refused, giveUp }: Delivery,
  source: string,
): void {
  try {
    if (refused) throw refused;
    if (isFunction(targetArn)) {
      functions.invokeAsync(targetArn, parsePayload(payload), { source });
    } else {
      send(messageDestinations, targetArn, payload);
    }
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    giveUp(error);
  }
}

/** Delivers a payload and waits for the outcome. A queue or a topic responds with `null`. */
export async function deliverNow(
  { functions, messageDestinations }: DeliveryOptions,
  targetArn: string,
  { payload, refused }: Omit<Delivery, 'giveUp'>,
  source: string,
): Promise<InvocationOutcome> {
  try {
    if (refused) throw refused;
    if (isFunction(targetArn)) {
      return (await functions.invoke(targetArn, parsePayload(payload), { source })).outcome;
    }
    send(messageDestinations, targetArn, payload);
    return { status: 'success', response: null };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return { status: 'error', error: { errorType: error.name, errorMessage: error.message } };
  }
}

function send(destinations: MessageDestinations, arn: string, payload: string): void {
  if (destinations.send(arn, payload)) return;
  throw new AwsError('ResourceNotFoundException', `There is no ${arn}.`, 404);
}

function isFunction(arn: string): boolean {
  return arn.split(':')[2] === 'lambda';
}

/**
 * @throws {AwsError} Lambda's own error, when it is not JSON or nested deeper than 1,000 levels.
 */
function parsePayload(payload: string): unknown {
  try {
    return parseJsonText(payload);
  } catch {
    throw new AwsError(
      'InvalidRequestContentException',
      'Could not parse request body into json: the payload is not valid JSON.',
    );
  }
}
