import { constants } from 'node:os';

/** A class of errors: letters alone, and among them a word by which errors are named. */
const CLASS =
  /^(?=.*(?:Err|Excep|Fa[iu]l|Denied|Exceed|Missing|Invalid|Match|Conflict|Thrott|Time|Reject|Requ|Exist|Found|Forbid|NoSuch|Not[AIS]|Un[asv]|Malform|Expired|Disabled|Too|Slow))[A-Z][A-Za-z]{3,63}$/;

/** Codes of Node.js, of its `fetch` and of OpenSSL, and statuses. */
const CODE =
  /^(?:(?:ERR|UND|HPE|CERT|UNABLE|DEPTH|SELF)_[A-Z0-9_]{1,60}|(?:Http)?\d{1,3}|ENOTFOUND|EAI_[A-Z]+)$/;

/**
 * Whether a text is the name or the code of an error, and so cannot be a value of a person's:
 * `UserNotFoundException`, `ECONNRESET`, `ERR_INVALID_URL`, `503`.
 */
export function isErrorName(text: string): boolean {
  return Object.hasOwn(constants.errno, text) || CLASS.test(text) || CODE.test(text);
}
