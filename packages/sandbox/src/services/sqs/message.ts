import { createHash } from 'node:crypto';

export type Message = {
  readonly id: string;
  readonly body: string;
  /** The attributes of the request, as JSON. */
  readonly attributes: string | undefined;
  /** Milliseconds since 1970. */
  readonly sentAt: number;
  readonly firstReceivedAt: number;
  /** In all queues. */
  readonly receives: number;
  readonly receiptHandle: string;
  /** The ARN of the queue from which a redrive policy moved the message. */
  readonly sourceArn: string | undefined;
};

export type PeekedMessage = Omit<Message, 'firstReceivedAt' | 'receiptHandle'> & {
  readonly visible: boolean;
};

/** The digest with which clients check the body of a message. */
export function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
