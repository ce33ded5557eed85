import { randomUUID } from 'node:crypto';

/**
 * Makes the handle by which a receiver deletes a message. It names its queue, so that a handle is
 * known after its message is gone.
 */
export function createReceiptHandle(queueArn: string, messageId: string): string {
  return Buffer.from(`${randomUUID()} ${queueArn} ${messageId}`).toString('base64');
}

/** Whether a handle is one of the queue's, whatever became of its message. */
export function isReceiptHandle(queueArn: string, handle: string): boolean {
  const text = Buffer.from(handle, 'base64').toString();
  const [id = '', arn, messageId = '', ...others] = text.split(' ');
  const isId = (part: string) => /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(part);
  const isWhole = Buffer.from(text).toString('base64') === handle;
  return isWhole && isId(id) && arn === queueArn && isId(messageId) && others.length === 0;
}
