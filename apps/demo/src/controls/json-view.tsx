/** Matches strings (with the colon after a name), words and numbers in indented JSON. */
const TOKEN =
  /(?<text>"(?:\\.|[^"\\])*")(?<colon>\s*:)?|(?<word>true|false|null)|(?<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)/g;

/** Shows a value as coloured JSON. */
export function JsonView({ value }: { readonly value: unknown }) {
  const json = JSON.stringify(value, null, 2) ?? 'undefined';
  const parts = [];
  let end = 0;
  for (const match of json.matchAll(TOKEN)) {
    const { text, colon = '', word } = match.groups ?? {};
    const kind = text ? (colon ? 'name' : 'text') : word ? 'word' : 'number';
    const token = match[0].slice(0, match[0].length - colon.length);
    parts.push(
      json.slice(end, match.index),
      <span key={match.index} className={`json-${kind}`}>
        {token}
      </span>,
      colon,
    );
    end = match.index + match[0].length;
  }
  parts.push(json.slice(end));
  return <pre className="code-block">{parts}</pre>;
}
