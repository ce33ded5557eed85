/** Marks a text as UTF-8. Some editors write it at the start of a file. */
const BYTE_ORDER_MARK = '\uFEFF';

/** Whether texts are equal, whichever line endings and mark a checkout or an editor gave them. */
export function isSameText(one: string, other: string): boolean {
  return toLf(one) === toLf(other);
}

/** A text with `\n` between its lines, and without a byte order mark. */
export const toLf = (text: string) => text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');

/** Gives a text the line endings of a file that it replaces, and its byte order mark. */
export function withLineEndingsOf(file: string, text: string): string {
  const windows = file.split('\r\n').length - 1;
  const all = file.split('\n').length - 1;
  const mark = file.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : '';
  const plain = mark === '' ? text : toLf(text);
  return mark + (windows > all / 2 ? toLf(plain).replaceAll('\n', '\r\n') : plain);
}
