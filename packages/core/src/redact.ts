const REDACTED = '[REDACTED]';

/** Keys whose values are never logged, whatever they look like. Compared as `confirmationcode`. */
const SECRET_KEY =
  /passw|passphrase|passcode|^pwd$|secret|token|authorization|cookie|credential|apikey|accesskey|privatekey|signature|answer|otp$|^pin$|^srpa$|email|phone|^userattributes$|^clientmetadata$|^validationdata$|^privatechallengeparameters$/;

/** Keys whose values are codes that a person types, unless they read like the name of an error. */
const CODE_KEY = /code$|^session$/;

/** `ECONNRESET`, `EMAIL_DOMAIN_NOT_ALLOWED`, `ThrottlingException`, `400`. */
const ERROR_NAME = /^(?:E[A-Z]{3,}|[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|(?:[A-Z][a-z]+){2,}|\d{1,3})$/;

/**
 * A copy of a value that is safe to log: e-mail addresses, phone numbers, codes, answers, tokens,
 * passwords and secrets are replaced, by the key they stand under and by their shape, in strings,
 * objects, arrays, maps, sets, and errors with their causes. UUIDs, ARNs, time stamps and the names
 * of errors stay legible. The copy is plain data, which `JSON.stringify` takes as it is.
 */
export function redact(value: unknown): unknown {
  return copy(value, []);
}

function copy(value: unknown, ancestors: readonly object[]): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value === 'bigint' || typeof value === 'symbol') return redactText(String(value));
  if (typeof value !== 'object' || value === null) return value;
  if (ancestors.includes(value)) return '[circular]';
  const inside = [...ancestors, value];
  try {
    if (value instanceof String) return redactText(value.valueOf());
    if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
    if (Array.isArray(value) || value instanceof Set) {
      return Array.from(value, (item) => copy(item, inside));
    }
    if (value instanceof Map) return copyEntries(value, inside);
    if (value instanceof Error) return copyEntries(errorEntries(value), inside);
    if ('toJSON' in value && typeof value.toJSON === 'function') {
      return copy(value.toJSON(), inside);
    }
    return copyEntries(Object.entries(value), inside);
  } catch {
    // A getter, a proxy or a toJSON that throws must not take the log line with it.
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

function errorEntries(error: Error): [string, unknown][] {
  const { name, message, stack, cause } = error;
  const own = Object.entries(error).filter(([key]) => key !== '$response');
  const errors = error instanceof AggregateError ? error.errors : undefined;
  return [...Object.entries({ name, message, stack, cause, errors }), ...own];
}

function isSecret(name: string, value: unknown): boolean {
  if (value === undefined || value === null || typeof value === 'boolean') return false;
  const key = name.toLowerCase().replace(/[^a-z]/g, '');
  if (SECRET_KEY.test(key)) return true;
  return CODE_KEY.test(key) && typeof value !== 'object' && !ERROR_NAME.test(String(value));
}

// Whoever signs up chooses some of these texts: each pattern takes time linear in its text.
const SHAPES: readonly RegExp[] = [
  // A private key in PEM.
  /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[^-]*/g,
  // JWS and JWE.
  /eyJ[\w-]{4,1000}(?:\.[\w-]*)+/g,
  // An AWS access key id.
  /(?:AKIA|ASIA)[A-Z0-9]{16}/g,
  // An e-mail address, also quoted, percent-encoded, in full-width characters or at an IP address.
  /(?:"[^"\n]{1,64}"|(?<![^\s@<>()[\],;:"])[^\s@<>()[\],;:"]+)(?:[@＠﹫]+|%40)(?:\[[^\]\s]{1,64}\]|(?=[\d.-]{0,64}\p{L}|\d+\.\d+\.\d+\.\d)[\p{L}\p{N}._-]+)/gu,
  // A phone number: E.164 with any separators, international, and national with separators.
  /\+\d[\d ().\-/]{5,20}\d/g,
  /(?<![\w.])00[1-9]\d{7,12}(?!\w)/g,
  /(?<![\w.-])\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}(?![\w-])/g,
  /(?<![\w.:/-])0\d{1,4}(?:[ /-]\d{2,8}){1,5}(?![\w-])/g,
  // A code that a person types, or a phone number without separators. `:1:123456` is a position.
  /(?<![\w.]|:\d{1,7}:)(?:\d{6,11}|\d{3}[ -]\d{3})(?!\w|-\w|\.\d)/g,
];

/** The name in `password=...`, `"code": "..."`, `Authorization: Bearer ...` in running text. */
const PAIR_NAME =
  /[\w.-]{0,40}?(?:passw(?:or)?d|passphrase|passcode|secret|token|authorization|cookie|credential|api[_-]?key|access[_-]?key|signature|answer|otp|session|email|phone|code)[\w.-]{0,40}?\\*["']?\s{0,4}[:=]\s{0,4}/;

const PAIR_VALUES: readonly RegExp[] = [
  /(?:Bearer|Basic|Digest)\s+\S+/,
  /"(?:[^"\\]|\\.)*"?/,
  // JSON inside of JSON: up to the quote that is escaped as often.
  /(?<escapes>\\+)"[\s\S]{0,2000}?(?<!\\)\k<escapes>"/,
  /'[^']*'?/,
  /[^\s,;&}\])]+/,
];

const PAIR = new RegExp(
  `(${PAIR_NAME.source})(${PAIR_VALUES.map(({ source }) => source).join('|')})`,
  'gi',
);

/** A session or a CAPTCHA's answer: longer than any name, and neither a digest nor words. */
const OPAQUE = /[A-Za-z0-9+/_-]{100,}={0,2}/g;

function redactText(text: string): string {
  if (/^\s*(?:\[\s*)?\{/.test(text)) {
    try {
      return JSON.stringify(redact(JSON.parse(text)));
    } catch {
      // Not JSON after all.
    }
  }
  return SHAPES.reduce((safe, shape) => safe.replace(shape, REDACTED), text)
    .replace(PAIR, (pair, key: string, value: string) => {
      const word = value.replace(/^["'\\]+|["'\\.]+$/g, '');
      const isPlain = /^(?:true|false|null|undefined)$/.test(word);
      const isErrorName = /code["'\\\s:=]*$/i.test(key) && ERROR_NAME.test(word);
      return isPlain || isErrorName ? pair : key + REDACTED;
    })
    .replace(OPAQUE, (run) =>
      /[a-z]/.test(run) && /[A-Z]/.test(run) && /\d/.test(run) ? REDACTED : run,
    );
}
