import type { OutboxMessage } from '@amplify-recipes/sandbox';

/**
 * The code in a message. Of those that the user pool sends, the sandbox knows it; of those that a
 * function sends, it is what looks like one.
 */
export function codeIn({ code, from, body }: OutboxMessage): string | undefined {
  return code ?? (from === undefined ? undefined : /\b\d{6,12}\b/.exec(body)?.[0]);
}
