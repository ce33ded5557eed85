import type { OutboxMessage } from '@amplify-recipes/sandbox';

/**
 * Finds the code in a message. The sandbox knows the code of a message from the user pool. In a
 * message from a function, the first number of 6 to 12 digits counts as the code.
 */
export function codeIn({ code, channel, from, body }: OutboxMessage): string | undefined {
  if (code !== undefined) return code;
  const isToUser = channel === 'sms' || from !== undefined;
  return isToUser ? /\b\d{6,12}\b/.exec(body)?.[0] : undefined;
}
