import { isJsonObject, parseJsonText } from '../../protocols/json-value.js';

/** The text in place of a secret. */
export const HIDDEN = '••••';

/** Members whose values are secrets, in lower case and without separators. */
const SECRET_NAMES = new Set([
  'answer',
  'apikey',
  'authorization',
  'challengeanswer',
  'challengeresponses',
  'clientsecret',
  'confirmationcode',
  'cookie',
  'credential',
  'devicesecretverifierconfig',
  'emailmfacode',
  'emailotpcode',
  'idtoken',
  'logins',
  'otp',
  'passwordclaimsecretblock',
  'passwordclaimsignature',
  'passwordverifier',
  'plaintext',
  'privatechallengeparameters',
  'privatekey',
  'secretaccesskey',
  'secretbinary',
  'secretblock',
  'secretcode',
  'secrethash',
  'secretkey',
  'secretstring',
  'session',
  'setcookie',
  'smsmfacode',
  'smsotpcode',
  'softwaretokenmfacode',
  'srpa',
  'srpb',
  'usercode',
  'xapikey',
]);
const SECRET_ENDINGS = ['password', 'passwd', 'passphrase', 'secret', 'token'];
/** They end like secrets, and say only where a list continues or that a request is a repetition. */
const PUBLIC_NAMES = new Set([
  'clientrequesttoken',
  'clienttoken',
  'continuationtoken',
  'idempotencytoken',
  'nextcontinuationtoken',
  'nexttoken',
  'paginationtoken',
]);
/** A JSON Web Token: parts in base64url, of which the first begins an object. */
const WEB_TOKEN = /\beyJ[\w-]{8,}(?:\.[\w-]*)*/g;
/** `password: "…"` in the text of a GraphQL operation, also when its end is cut off. */
const QUOTED =
  /(?<![\w-])(["']?)([\w-]{1,64})\1(\s*[:=]\s*)(?:"(?:[^"\\]|\\.)*(?:"|$)|'(?:[^'\\]|\\.)*(?:'|$))/gs;
/** `<SessionToken>…</SessionToken>`, also when its end is cut off. */
const ELEMENT = /<([\w-]{1,64})>([^<]*)(?:<\/\1>|$)/g;

/** Whether the value of a member is a secret, judged by the member's name. */
export function isSecretName(name: string): boolean {
  const plain = name
    .slice(name.lastIndexOf('.') + 1)
    .replace(/[^a-z\d]/gi, '')
    .toLowerCase();
  if (PUBLIC_NAMES.has(plain)) return false;
  return SECRET_NAMES.has(plain) || SECRET_ENDINGS.some((ending) => plain.endsWith(ending));
}

/**
 * A copy of a JSON value without secrets. Secrets are found by the names of their members, in JSON
 * within strings too, and JSON Web Tokens in any string.
 */
export function withoutSecrets(value: unknown): unknown {
  if (typeof value === 'string') return textWithoutSecrets(value);
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (!isJsonObject(value)) return value;
  const isSecretPair = hidesItsValue(value);
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      const isSecret =
        isSecretName(name) ||
        (isSecretPair && name.toLowerCase() === 'value') ||
        (name.toLowerCase() === 'code' && isConfirmationCode(member));
      return [name, isSecret ? hidden(member) : withoutSecrets(member)];
    }),
  );
}

/** A code that was sent to a user, in the clear or encrypted. Other codes name errors. */
function isConfirmationCode(value: unknown): boolean {
  return typeof value === 'string' && (/^\d{4,10}$/.test(value) || value.length > 64);
}

function hidden(value: unknown): unknown {
  const isSecret = value !== null && value !== '' && typeof value !== 'boolean';
  return isSecret ? HIDDEN : value;
}

/** `{ Name: 'password', Value: … }`, and a parameter of Systems Manager that is a secret. */
function hidesItsValue(value: { readonly [name: string]: unknown }): boolean {
  const name = value.Name ?? value.name;
  if (value.Type === 'SecureString') return true;
  return typeof name === 'string' && isSecretName(name.slice(name.lastIndexOf('/') + 1));
}

function textWithoutSecrets(text: string): string {
  if (text.startsWith('{') || text.startsWith('[')) {
    try {
      return JSON.stringify(withoutSecrets(parseJsonText(text)));
    } catch {
      // Not JSON, so it is searched like any text.
    }
  }
  return text
    .slice(0, SEARCHED_CHARACTERS)
    .replace(WEB_TOKEN, HIDDEN)
    .replace(ELEMENT, (whole, name: string) =>
      isSecretName(name) ? `<${name}>${HIDDEN}</${name}>` : whole,
    )
    .replace(QUOTED, (whole, quote: string, name: string, between: string) =>
      isSecretName(name) ? `${quote}${name}${quote}${between}"${HIDDEN}"` : whole,
    )
    .concat(text.length > SEARCHED_CHARACTERS ? '…' : '');
}

/** A longer text is cut, because it is not shown as a whole either. */
const SEARCHED_CHARACTERS = 64 * 1024;
