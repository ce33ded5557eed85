import { randomUUID } from 'node:crypto';

/**
 * Creates the handle with which a receiver deletes a message. It contains the queue, so that it is
 * still known after the message was deleted.
 */
export function createReceiptHandle(queueArn: string, messageId: string): string {
  return Buffer.from(`${randomUUID()} ${queueArn} ${messageId}`).toString('base64');
}

/** Whether a handle belongs to the queue, even if its message no longer exists. */
export function isReceiptHandle(queueArn: string, handle: string): boolean {
  const text = Buffer.from(handle, 'base64').toString();
  const [id = '', arn, messageId = '', ...others] = text.split(' ');
  const isId = (part: string) => /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(part);
  const isWhole = Buffer.from(text).toString('base64') === handle;
  return isWhole && isId(id) && arn === queueArn && isId(messageId) && others.length === 0;
}
