import { isErrorName } from './error-names.js';
import { plainCopy, REDACTED } from './plain-copy.js';

/**
 * Copies a value and replaces personal data and secrets, so that the copy is safer to log. It finds
 * e-mail addresses, phone numbers, codes, answers, tokens, passwords and secrets, by their name and
 * by their shape, in strings, objects, arrays, maps, sets, and errors with their causes. UUIDs,
 * ARNs, time stamps and the names of errors stay legible. The request and the response that an HTTP
 * client attaches to an error are left out.
 *
 * The copy is plain data for `JSON.stringify`. It is bounded: 16 levels deep, 1,000 values, 8,000
 * characters per text and 20,000 in total. `redact` never throws.
 *
 * It cannot know that a plain word is a name or a secret. The README has tables of the values that
 * it finds and those that it cannot find.
 */
export function redact(value: unknown): unknown {
  return plainCopy(value, { text: redactText, hides });
}

/** Names whose values are never logged. They are compared in the form `confirmationcode`. */
const SECRET_NAME =
  /pass(?:w|phrase|code|key)|kennwort|secret|token|authorization|cookie|credential|(?:api|access|private|sign(?:ing)?|encryption|master|ssh|session)key|signature|answer|email|phone|msisdn|^(?:srpa|userattributes|clientmetadata|validationdata|privatechallengeparameters)$/;

/** Short words that mark such a name if they are its last word: `userPwd`, `sms_pin`. */
const SECRET_WORD =
  /^(?:pwd|pass|pin|otp|totp|tan|mfa|cvv|cvc|ssn|auth|jwt|sid|csrf|xsrf|tel|mobile)s?$/;

/**
 * Names of codes that a person types. Their values are hidden unless they look like an error name.
 */
const CODE_NAME = /codes?$|^session$/;

/** Names of recipients of a message. A number under such a name is a phone number. */
const RECIPIENT =
  /^number$|(?:^|_)(?:to|from|recipients?|destination|cell|sms|whatsapp|contact|caller|user|username|login)$/;

/** Accepts the recipes' codes, such as `EMAIL_DOMAIN_NOT_ALLOWED`, and those of Node.js and AWS. */
function isCodeOfError(text: string): boolean {
  return isErrorName(text) || /^[A-Z]{2,20}(?:_[A-Z]{1,20}){1,8}$/.test(text);
}

function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter(Boolean);
}

function kindOf(name: string): 'secret' | 'code' | undefined {
  const short = name.slice(0, 200);
  if (isErrorName(short)) return undefined;
  const words = wordsOf(short);
  const joined = words.join('');
  if (SECRET_NAME.test(joined) || SECRET_WORD.test(words.at(-1) ?? '')) return 'secret';
  return CODE_NAME.test(joined) ? 'code' : undefined;
}

function hides(name: string, value: unknown): boolean {
  if (value === undefined || value === null || typeof value === 'boolean') return false;
  const kind = kindOf(name);
  if (kind === 'secret') return true;
  if (kind === 'code') return typeof value !== 'object' && !isCodeOfError(String(value));
  return typeof value === 'number' && isPhoneNumber(name, value);
}

function isPhoneNumber(name: string, value: number): boolean {
  if (!Number.isInteger(value) || value < 1e5 || value >= 1e15) return false;
  // Except for times in milliseconds, numbers of 11 digits and more are rarely anything else.
  return value >= 1e10 && !(value >= 1e12 && value < 2.2e12)
    ? true
    : RECIPIENT.test(wordsOf(name).join('_'));
}

/**
 * Searches a text as it is and in its decoded form. If the decoded form contains something to hide,
 * the decoded text is logged.
 */
function redactText(text: string): string {
  const plain = decode(text);
  if (plain === text) return search(text);
  const safe = search(plain);
  return safe === plain ? search(text) : search(safe);
}

function search(text: string): string {
  if (/^\s*(?:\[\s*)*\{/.test(text)) {
    try {
      return JSON.stringify(redact(JSON.parse(text)));
    } catch {
      // The text is not JSON.
    }
  }
  return redactShapes(redactNamed(text));
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  apos: "'",
  colon: ':',
  commat: '@',
  equals: '=',
  gt: '>',
  lt: '<',
  nbsp: ' ',
  num: '#',
  period: '.',
  plus: '+',
  quot: '"',
};

/** The number of decoding rounds, as encodings can be nested: `%2540`, `&amp;#64;`. */
const ROUNDS = 4;

function decode(text: string): string {
  let plain = text;
  for (let round = 0; round < ROUNDS; round += 1) {
    const decoded = decodeOnce(plain);
    if (decoded === plain) break;
    plain = decoded;
  }
  return plain;
}

function decodeOnce(text: string): string {
  return (
    text
      .replace(/(?:%[\da-f]{2})+/gi, (escapes) => {
        try {
          return decodeURIComponent(escapes);
        } catch {
          return escapes;
        }
      })
      .replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,8}));/gi, (entity, decimal, hex, name) =>
        name
          ? (ENTITIES[name.toLowerCase()] ?? entity)
          : characterOf(entity, decimal ?? `0x${String(hex)}`),
      )
      .replace(
        /\\{1,8}(?:u\{([\da-f]{1,6})\}|u([\da-f]{4})|x([\da-f]{2}))/gi,
        (written, point, unit, byte) => characterOf(written, `0x${point ?? unit ?? byte}`),
      )
      // Full-width, small, superscript, circled and mathematical forms.
      .replace(
        /[\u2070-\u209f\u2460-\u24ff\ufe50-\ufe6f\uff01-\uffef\u{1d400}-\u{1d7ff}]/gu,
        (form) => form.normalize('NFKC'),
      )
      .replace(/[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]/g, '')
      .replace(/[\u2010-\u2015\u2212\u2043]/g, '-')
      .replace(/\u3002/g, '.')
      .replace(/[^\S\r\n\t ]/g, ' ')
      .replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) & 15))
  );
}

function characterOf(written: string, point: string): string {
  const code = Number(point);
  return code <= 0x10ffff ? String.fromCodePoint(code) : written;
}

/**
 * A name and its separator: `password=`, `"code": `, `Authorization: `, and in prose `pin is `, and
 * `code ` before capitals.
 */
const NAME =
  /(?<![\w.$-])([\w.$-]+)(?:\\*["'\])]{0,3}\s{0,4}(?::|=>?|->)\s{0,4}|(\s(?:(?:is|was)\s|(?=[A-Z]{4,12}\b))))/g;

/** An unquoted value. It ends before the next name, a bracket, a tag or a new line. */
const VALUE =
  /(?:(?!\s?[,;&|]\s?["'\\{[]{0,6}[\w.$-]{1,60}["'\\\]]{0,6}\s?[:=]|\s[\w.$-]{1,60}=)(?:\[REDACTED\]|[^\r\n}\]<]))*/y;

const QUOTED =
  // The second form is nested JSON, up to the quote with the same number of backslashes.
  /"(?:[^"\\]|\\.)*"?|(?<escapes>\\+)".{0,2000}?(?<!\\)\k<escapes>"|'(?:[^'\\]|\\.)*'?/sy;

/** Headers whose values have several parts. The value is the rest of the line. */
const HEADER = /authorization|cookie/i;
const LINE = /[^\r\n]*/y;
const WORD = /\S+/y;

/** Words about a code or a password in prose that are not its value: `the code is not valid`. */
const NO_VALUE =
  /^(?:true|false|null|undefined|not?|already|being|too|(?:in)?valid|(?:in)?correct|wrong|expired|required|missing|empty|used|sent|set)$/i;

function redactNamed(text: string): string {
  let safe = '';
  let end = 0;
  for (const match of text.matchAll(NAME)) {
    const [pair, name = '', prose] = match;
    if (match.index < end) continue;
    const kind = kindOf(name);
    if (!kind) continue;
    const start = match.index + pair.length;
    const rest = HEADER.test(name) ? LINE : VALUE;
    const value =
      matchAt(QUOTED, text, start) || matchAt(prose ? WORD : rest, text, start).trimEnd();
    const word = value.replace(/^["'\\\s]+/, '').split(/["'\\\s,;.]/, 1)[0] ?? '';
    const isPlain = NO_VALUE.test(word) && (prose || value.length < word.length + 4);
    if (value === '' || isPlain || (kind === 'code' && isCodeOfError(word))) continue;
    safe += text.slice(end, start) + REDACTED;
    end = start + value.length;
  }
  return safe + text.slice(end);
}

function matchAt(pattern: RegExp, text: string, start: number): string {
  pattern.lastIndex = start;
  return pattern.exec(text)?.[0] ?? '';
}

/** A name that is itself a value, then its value: `'password', value: 'x'`, `"Cookie", "a=b"`. */
const SIDE_BY_SIDE =
  /(["'])([\w.$ -]{2,60})\\{0,8}\1(\s{0,4},\s{0,4}(?:\\{0,8}(["']?)[\w.$-]{1,60}\\{0,8}\4\s{0,4}[:=]\s{0,4})?)(\\{1,8}"[^"]{0,2000}"?|"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?|[\w.+-]+)/g;

/** `<Password>x</Password>`, and `<Name>email</Name><Value>x</Value>`. */
const ELEMENT = /<([\w.:-]{1,60})(\s[^<>]{0,200})?>([^<]+)/g;

// Each of these runs in linear time, and `plainCopy` has cut long texts.
const SHAPES: readonly RegExp[] = [
  // Keys in PEM and PGP, also without an end marker.
  /-{2,5} ?BEGIN [A-Z0-9 ]{2,60}-{2,5}[\s\S]*?(?:-{2,5} ?END [A-Z0-9 ]{2,60}-{2,5}|$)/g,
  // JWS and JWE.
  /(?<![\w-])eyJ[\w-]{4,}(?:\.[\w-]*)+/g,
  // AWS access keys, and tokens of other services that have a prefix.
  /\b(?:AKIA|ASIA|gh[opsur]_|github_pat_|glpat-|npm_|[prs]k[-_](?:live|test|proj|ant)[-_]|xox[abeprs]-|AIza|SG\.|ya29\.|AGE-SECRET-KEY-)[\w.-]{10,}/g,
  // Credentials after their scheme.
  /\b(?:Bearer|Basic|Digest|Api-?Key|Token|AWS4-HMAC-SHA256)\s+(?=\S*[\d=])\S{6,}/gi,
  // An e-mail address, also quoted, or at an IP address or an unusual host. Not a package, such as
  // `node_modules/@aws-sdk/core` and `core@3.1169.0`.
  /(?:"[^"\n]{1,64}"|(?<![^\s@<>()[\],;:"])[^\s@<>()[\],;:"]+)(?:(?<!\/)|(?!@[\w.+-]{1,80}[@/]))@+(?:\[[^\]\s]{1,64}\]|(?!\d+\.\d+\.\d+(?![\p{L}\p{N}-]|\.[\p{L}\p{N}]))[^\s@<>()[\],;:"'`/\\|?&=#{}]+)/gu,
  /(?<![\w.+-])[\w.+-]{1,64}(?: ?[([{<] ?at ?[)\]}>] ?| {1,3}@ {1,3}(?=\S+\.\S))[^\s,;()[\]{}<>]+(?: ?[([{<] ?dot ?[)\]}>] ?[^\s,;()[\]{}<>]+){0,6}/gi,
];

/** Digits in the forms of phone numbers, codes and cards. `isPersonal` checks each match. */
const DIGITS =
  /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|(?<![\w.])(?:\+ ?)?\(?\d(?:[ ().\-/]{0,3}\d){5,40}(?!\w|-\w|\.\d)/g;

/** A code of capital letters and digits, also in two halves. */
const CAPITALS =
  /(?<![\w./@-])(?!(?:SHA|AES|RSA|[HREP]S|UTF|ISO|HTTP|TLS|UTC|V)-?\d)(?=[\d-]{0,10}[A-Z])(?=[A-Z-]{0,10}\d)(?:[A-Z\d]{5,10}|[A-Z\d]{3,5}-[A-Z\d]{3,5})(?![\w-]|\.\w)/g;

/** A session or the answer of a CAPTCHA: longer than any name, and neither a digest nor words. */
const OPAQUE = /[A-Za-z0-9+/_-]{100,}={0,2}/g;

function redactShapes(text: string): string {
  const named = text
    .replace(SIDE_BY_SIDE, (all, quote: string, name: string, between: string) =>
      kindOf(name) ? quote + name + quote + between + REDACTED : all,
    )
    .replace(ELEMENT, (all, name: string, attributes = '', content = '') =>
      kindOf(name) && !isCodeOfError(content.trim()) ? `<${name}${attributes}>${REDACTED}` : all,
    )
    .replace(
      />([\w.:-]{2,60})(<\/[\w.:-]{1,60}>\s{0,20}<[\w.:-]{1,60}>)[^<]+/g,
      (all, name: string, between: string) =>
        kindOf(name) ? `>${name}${between}${REDACTED}` : all,
    );
  return SHAPES.reduce((safe, shape) => safe.replace(shape, REDACTED), named)
    .replace(DIGITS, (digits, at: number, whole: string) =>
      isPersonal(digits, whole.slice(Math.max(0, at - 9), at), whole.slice(at + digits.length))
        ? REDACTED
        : digits,
    )
    .replace(CAPITALS, REDACTED)
    .replace(OPAQUE, (run) =>
      /[a-z]/.test(run) && /[A-Z]/.test(run) && /\d/.test(run) ? REDACTED : run,
    );
}

/** Whether digits are a phone number, a code or a card, and not a time, address, version or id. */
function isPersonal(text: string, before: string, after: string): boolean {
  const count = text.replace(/\D/g, '').length;
  if (/^(?:\+|00[1-9])/.test(text) && count > 6) return count < 19;
  // A position in a file, the account of an ARN, or a shard.
  if (/:\d{1,7}:$/.test(before) || (before.endsWith(':') && /^:[\da-z]/.test(after))) return false;
  if (/^\d+$/.test(text)) {
    if (count > 11 && /\w-$/.test(before)) return false;
    if (count === 13) return !/^(?:1|2[01])/.test(text);
    return count < 16 || (count === 16 && /^[3-6]/.test(text));
  }
  // A UUID or a date.
  if (
    /^[\da-f]{8}-[\da-f]{4}-|^(?:19|20)\d\d([-/.])\d\d?\1|^\d\d?([-/.])\d\d?\2\d{4}$/.test(text)
  ) {
    return false;
  }
  if (!/^[\d.]+$/.test(text)) return count < 16 || /^\d{4}(?:[ -]\d{4}){3}$/.test(text);
  // Numbers, versions and IP addresses do not have the form `06.12.34.56.78`.
  return /^0\d/.test(text) || /^\d\d(?:\.\d\d){3}$|^\d{3}(?:\.\d{2,4}){2}$/.test(text);
}
