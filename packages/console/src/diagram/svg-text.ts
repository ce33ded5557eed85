/** The namespaces that a file needs, and a page does not. */
const HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n';

/**
 * A diagram as a file of its own: the page's tokens are replaced by their values.
 *
 * @param markup The element as the browser writes it.
 * @param tokenValue The value of a token, such as `--accent`.
 */
export function standAloneSvg(markup: string, tokenValue: (token: string) => string): string {
  const values = new Map<string, string>();
  const text = markup
    .replaceAll(/var\((--[\w-]+)\)/g, (_, token: string) => {
      const value = values.get(token) ?? attributeText(tokenValue(token));
      values.set(token, value);
      return value;
    })
    .replaceAll(/ (?:class|tabindex|href|aria-label|role)="[^"]*"/g, '')
    .replaceAll(/<(\/?)a\b/g, '<$1g');
  return `${HEAD}${text}\n`;
}

function attributeText(value: string): string {
  return value.trim().replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
