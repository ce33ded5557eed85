import type { OutboxMessage } from '../api/contract.ts';

const TAG = /<(?:!doctype|html|body|p|br|b|i|a|div|span|table|h[1-6]|strong|em|ul|ol|img)\b[^>]*>/i;
const ADDRESS = /https?:\/\/[^\s<>"')\]]+[^\s<>"')\].,;:!?]/g;

/** The HTML of a message. Cognito sends the body of every e-mail as HTML, with tags or without. */
export function htmlOf({ channel, html, body }: OutboxMessage): string | undefined {
  if (channel !== 'email') return undefined;
  return html ?? (TAG.test(body) ? body : undefined);
}

/** A message as plain text on one line, for a list. */
export function lineOf(message: OutboxMessage): string {
  const text = message.body === '' ? (message.html ?? '') : message.body;
  const plain = text
    .replace(/<(style|script|title)\b[\s\S]*?<\/\1\s*>/gi, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&nbsp;/g, ' ')
    .replace(/&amp;/g, '&')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>');
  return plain.replace(/\s+/g, ' ').trim();
}

/** The addresses in a message, each once, such as the link of a sign-in by e-mail. */
export function linksOf({ body, html = '' }: OutboxMessage): readonly string[] {
  const found = `${body} ${html}`.replaceAll('&amp;', '&').match(ADDRESS) ?? [];
  return [...new Set(found)];
}

/** Splits a plain text into words and addresses. */
export function textPieces(
  text: string,
): readonly { readonly text: string; readonly isLink: boolean }[] {
  const pieces: { text: string; isLink: boolean }[] = [];
  let from = 0;
  for (const match of text.matchAll(ADDRESS)) {
    if (match.index > from) pieces.push({ text: text.slice(from, match.index), isLink: false });
    pieces.push({ text: match[0], isLink: true });
    from = match.index + match[0].length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from), isLink: false });
  return pieces;
}

/** Whether a message has a text, an address or a code of the search. */
export function matches(message: OutboxMessage, search: string): boolean {
  const words = search.trim().toLowerCase();
  if (words === '') return true;
  const { to, from, subject, code, reason } = message;
  return [to, from, subject, code, reason, lineOf(message)].some((text) =>
    text?.toLowerCase().includes(words),
  );
}
