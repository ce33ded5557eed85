/** Whether texts are equal, whichever line endings a checkout or an editor gave them. */
export function isSameText(one: string, other: string): boolean {
  return toLf(one) === toLf(other);
}

export const toLf = (text: string) => text.replaceAll('\r\n', '\n');

/** Gives a text the line endings of a file that it replaces. */
export function withLineEndingsOf(file: string, text: string): string {
  const windows = file.split('\r\n').length - 1;
  const all = file.split('\n').length - 1;
  return windows > all / 2 ? toLf(text).replaceAll('\n', '\r\n') : text;
}
