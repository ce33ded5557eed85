const REDACTED = '[REDACTED]';

/** Keys whose values never reach a log, whatever they look like. Compared as `confirmationcode`. */
const SECRET_KEY =
  /passw|passphrase|passcode|^pwd$|secret|token|authorization|cookie|credential|apikey|accesskey|privatekey|signature|answer|otp$|^pin$|^srpa$|email|phone|^userattributes$|^clientmetadata$|^validationdata$|^privatechallengeparameters$/;
/** A value under such a key is a code that a person types, unless it reads like an error's name. */
const CODE_KEY = /code$|^session$/;
/** `ECONNRESET`, `EMAIL_DOMAIN_NOT_ALLOWED`, `ThrottlingException`, `400`. */
const ERROR_NAME = /^(?:E[A-Z]{3,}|[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|(?:[A-Z][a-z]+){2,}|\d{1,3})$/;

/**
 * A copy of a value that is safe to log: e-mail addresses, phone numbers, codes, answers, tokens,
 * passwords and secrets are replaced, by the key they stand under and by their shape, in strings,
 * objects, arrays, maps, sets and errors with their causes. UUIDs, ARNs, time stamps and the names
 * of errors stay legible. The copy is plain data that `JSON.stringify` takes as it is.
 */
export function redact(value: unknown): unknown {
  return copy(value, []);
}

function copy(value: unknown, ancestors: readonly object[]): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value === 'bigint' || typeof value === 'symbol') return redactText(String(value));
  if (typeof value !== 'object' || value === null) return value;
  if (ancestors.includes(value)) return '[circular]';
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof String || value instanceof Number) return copy(value.valueOf(), ancestors);
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  const inside = [...ancestors, value];
  if (Array.isArray(value) || value instanceof Set) {
    return Array.from(value, (item) => copy(item, inside));
  }
  if (value instanceof Map) return copyEntries(value, inside);
  if (value instanceof Error) {
    const { name, message, stack, cause } = value;
    const own = Object.entries(value);
    return copyEntries([...Object.entries({ name, message, stack, cause }), ...own], inside);
  }
  try {
    if ('toJSON' in value && typeof value.toJSON === 'function') {
      return copy(value.toJSON(), inside);
    }
    return copyEntries(Object.entries(value), inside);
  } catch {
    return '[unreadable]';
  }
}

function copyEntries(entries: Iterable<readonly [unknown, unknown]>, ancestors: readonly object[]) {
  return Object.fromEntries(
    Array.from(entries, ([name, value]) => {
      const key = typeof name === 'object' ? '[object]' : String(name);
      return [redactText(key), isSecret(key, value) ? REDACTED : copy(value, ancestors)];
    }),
  );
}

function isSecret(name: string, value: unknown): boolean {
  if (value === undefined || value === null || typeof value === 'boolean') return false;
  const key = name.toLowerCase().replace(/[^a-z]/g, '');
  if (SECRET_KEY.test(key)) return true;
  return CODE_KEY.test(key) && typeof value !== 'object' && !ERROR_NAME.test(String(value));
}

/** Each shape is matched in time linear in the text, for texts that an attacker may choose. */
const SHAPES: readonly RegExp[] = [
  // A private key in PEM.
  /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[^-]*(?:-----END|$)/g,
  // JWS and JWE: `eyJhbGciOi...`.
  /eyJ[\w-]{4,}(?:\.[\w-]*)+/g,
  // An AWS access key id.
  /(?:AKIA|ASIA)[A-Z0-9]{16}/g,
  // An e-mail address, also with a quoted local part, percent-encoded, full-width or by IP address.
  /(?:"[^"\n]{1,64}"|(?<![^\s@<>()[\],;:"'=])[^\s@<>()[\],;:"'=]+)(?:[@＠﹫]|%40)(?:\[[^\]\s]{1,64}\]|(?=[\d.-]{0,64}\p{L}|\d+\.\d+\.\d+\.\d)[\p{L}\p{N}.-]+)/gu,
  // A phone number in E.164, in international form, and in national forms with separators.
  /\+\d[\d ().\-/]{5,20}\d|(?<![\w.])00[1-9]\d{7,12}(?!\w)/g,
  /(?<![\w.-])\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}(?![\w-])|(?<![\w.:/-])0\d{1,4}(?:[ /-]\d{2,8}){1,5}(?![\w-])/g,
  // A code that a person types, or a phone number without separators.
  /(?<![\w.])(?:\d{6,11}|\d{3}[ -]\d{3})(?!\w|-\w|\.\d)/g,
];

/** `password=...`, `"code": "..."`, `Authorization: Bearer ...` in running text. */
const PAIR =
  /([\w.-]{0,40}?(?:passw(?:or)?d|passphrase|passcode|secret|token|authorization|cookie|credential|api_?-?key|access_?-?key|signature|answer|otp|code)[\w.-]{0,40}?\\*["']?\s{0,4}[:=]\s{0,4})((?:Bearer|Basic|Digest)\s+\S+|\\*"(?:[^"\\]|\\[^"]|\\"(?![,}\s]|$))*\\*"?|'[^']*'?|[^\s,;&}\])]+)/gi;

const OPAQUE = /[A-Za-z0-9+/_-]{100,}={0,2}/g;

function redactText(text: string): string {
  if (/^\s*[{[]/.test(text)) {
    try {
      return JSON.stringify(redact(JSON.parse(text)));
    } catch {
      // Not JSON after all.
    }
  }
  let safe = text;
  for (const shape of SHAPES) safe = safe.replace(shape, REDACTED);
  return safe
    .replace(PAIR, (pair, key: string, value: string) =>
      ERROR_NAME.test(value.replace(/^["'\\]+|["'\\.]+$/g, '')) ? pair : key + REDACTED,
    )
    .replace(OPAQUE, (run) =>
      /[a-z]/.test(run) && /[A-Z]/.test(run) && /\d/.test(run) ? REDACTED : run,
    );
}
