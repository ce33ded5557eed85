import { constants } from 'node:os';

/** The name of an error class: only letters, with a word that error classes use. */
const CLASS =
  /^(?=.*(?:Err|Excep|Fa[iu]l|Denied|Exceed|Missing|Invalid|Match|Conflict|Thrott|Time|Reject|Requ|Exist|Found|Forbid|NoSuch|Not[AIS]|Un[asv]|Malform|Expired|Disabled|Too|Slow))[A-Z][A-Za-z]{3,63}$/;

/** The error codes of Node.js, its `fetch` and OpenSSL, and HTTP statuses. */
const CODE =
  /^(?:(?:ERR|UND|HPE|CERT|UNABLE|DEPTH|SELF)_[A-Z0-9_]{1,60}|(?:Http)?\d{1,3}|ENOTFOUND|EAI_[A-Z]+)$/;

/**
 * Whether a text is the name or the code of an error, and so not personal data, such as
 * `UserNotFoundException`, `ECONNRESET`, `ERR_INVALID_URL` or `503`.
 */
export function isErrorName(text: string): boolean {
  return Object.hasOwn(constants.errno, text) || CLASS.test(text) || CODE.test(text);
}
