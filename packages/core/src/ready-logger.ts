import { Logger } from './compact-logger.js';

const REDACTED = '[REDACTED]';

const SECRET = /passw|secret|token|cookie|answer|email|phone/i;

/** An e-mail address, or a phone number or code that is not a position in a file. */
const PERSONAL =
  /[^\s"'<>(){},:;]+@[^\s"'<>(){},:;/]+|(?<![\w.-]|:\d{1,7}:)\+?\d[\d ()/-]{4,13}\d(?![\w-])/g;

/**
 * The logger of the ready handlers. Their build replaces `logger.js` with it. These handlers log
 * only plain and safe data: their own texts, ids, and the result of `describeError`. A second check
 * of a few bytes is enough for that, and `redact` would add 8 kB.
 */
export const logger = new Logger({
  serviceName: process.env.AWS_LAMBDA_FUNCTION_NAME,
  jsonReplacerFn: (key, value) => {
    if (typeof value !== 'string') return value;
    return SECRET.test(key) ? REDACTED : value.slice(0, 9999).replace(PERSONAL, REDACTED);
  },
});
