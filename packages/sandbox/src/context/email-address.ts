import { AwsError } from '../protocols/aws-error.js';

/** Length limit of SES for an address, in characters. */
const MAXIMUM_LENGTH = 320;
/** White space, control characters and characters outside of ASCII. */
const UNPRINTABLE = /[^!-~]/;
/** Characters that an address may contain only in quotes (RFC 5322, section 3.2.3). */
const SPECIAL = /["(),:;<>@[\]\\]/;

/**
 * Returns the address in `Ada <ada@example.com>`, as SES reads it.
 *
 * @throws {AwsError} `InvalidParameterValue`, in the words that SES takes from JavaMail.
 */
export function bareAddress(mailbox: string): string {
  const address = (/<([^<>]*)>\s*$/.exec(mailbox)?.[1] ?? mailbox).trim();
  const at = address.lastIndexOf('@');
  const local = at < 0 ? address : address.slice(0, at);
  const domain = at < 0 ? '' : address.slice(at + 1);
  const quoted = /^"[^\r\n]*"$/.test(local);
  const violations: readonly [broken: boolean, words: string][] = [
    [!quoted && UNPRINTABLE.test(local), 'Local address contains control or whitespace'],
    [at < 0, "Missing final '@domain'"],
    [local === '', 'Missing local name'],
    [domain === '', 'Missing domain'],
    [UNPRINTABLE.test(domain), 'Domain contains control or whitespace'],
    [domain.startsWith('.'), 'Domain starts with dot'],
    [domain.endsWith('.'), 'Domain ends with dot'],
    [domain.includes('..'), 'Domain contains dot-dot'],
    [SPECIAL.test(domain), 'Domain contains illegal character'],
    [!quoted && SPECIAL.test(local), 'Local address contains illegal character'],
    [
      mailbox.length > MAXIMUM_LENGTH,
      `Address length is more than ${MAXIMUM_LENGTH} characters long.`,
    ],
  ];
  const violation = violations.find(([broken]) => broken);
  if (violation) throw new AwsError('InvalidParameterValue', violation[1]);
  return address;
}
