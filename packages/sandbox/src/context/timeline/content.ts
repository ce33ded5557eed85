import { parseJson } from '../../protocols/json-value.js';
import { withoutSecrets } from './redaction.js';

/** A larger body is not kept: its secrets could not be found in a part of it. */
const KEPT_BYTES = 256 * 1024;
/** The size of a value as it is shown, as JSON. */
const SHOWN_CHARACTERS = 64 * 1024;
const SHOWN_ITEMS = 200;

/** The body of a request or a response. It is parsed when somebody looks at it. */
export type Content = {
  readonly bytes: number;
  /** The value without secrets, at most 64 KB as JSON. */
  show(): { readonly value: unknown; readonly truncated: boolean };
};

/** Whether a body is kept. A description of a larger one must not wait, because it would keep it. */
export function isKept(body: string | Uint8Array): boolean {
  return body.length <= KEPT_BYTES;
}

/** The content of a body that the caller does not change later. */
export function contentOf(body: string | Uint8Array): Content | undefined {
  if (body.length === 0) return undefined;
  if (!isKept(body)) return tooLong(Buffer.byteLength(body));
  return { bytes: body.length, show: () => shown(withoutSecrets(parsed(body))) };
}

function tooLong(bytes: number): Content {
  return { bytes: 0, show: () => ({ value: `(${bytes} bytes, not kept)`, truncated: true }) };
}

/** JSON as a value, a form as an object, and any other text as it is. */
function parsed(body: string | Uint8Array): unknown {
  const bytes =
    typeof body === 'string'
      ? Buffer.from(body)
      : Buffer.from(body.buffer, body.byteOffset, body.length);
  const value = parseJson(bytes);
  if (value !== undefined) return value;
  if (!isText(bytes)) return `(${bytes.length} bytes)`;
  const text = bytes.toString();
  return /^[\w.%-]+=[^\s<{]*$/.test(text)
    ? Object.fromEntries(new URLSearchParams(text).entries())
    : text;
}

function isText(bytes: Uint8Array): boolean {
  try {
    return !new TextDecoder('utf-8', { fatal: true }).decode(bytes).includes('\0');
  } catch {
    return false;
  }
}

/** A value of which long lists and texts are cut, until it fits. */
export function shown(value: unknown): { readonly value: unknown; readonly truncated: boolean } {
  let isCut = false;
  for (let limit = SHOWN_CHARACTERS; limit >= 64; limit /= 4) {
    const items = Math.max(1, Math.floor((SHOWN_ITEMS * limit) / SHOWN_CHARACTERS));
    const cutValue = cut(value, limit, items, () => {
      isCut = true;
    });
    if (JSON.stringify(cutValue).length <= 2 * SHOWN_CHARACTERS) {
      return { value: cutValue, truncated: isCut };
    }
  }
  return { value: '(too large to show)', truncated: true };
}

function cut(value: unknown, characters: number, items: number, onCut: () => void): unknown {
  if (typeof value === 'string') {
    if (value.length <= characters) return value;
    onCut();
    return `${value.slice(0, characters)}…`;
  }
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value);
  if (members.length > items) onCut();
  const kept = members
    .slice(0, items)
    .map(([name, member]) => [name, cut(member, characters, items, onCut)] as const);
  return Array.isArray(value) ? kept.map(([, member]) => member) : Object.fromEntries(kept);
}
