import { Logger } from './compact-logger.js';

const REDACTED = '[REDACTED]';

const SECRET = /passw|secret|token|cookie|answer|email|phone/i;

/** An e-mail address, and a phone number or a code, which is no place in a file. */
const PERSONAL =
  /[^\s"'<>(){},:;]+@[^\s"'<>(){},:;/]+|(?<![\w.-]|:\d{1,7}:)\+?\d[\d ()/-]{4,13}\d(?![\w-])/g;

/**
 * The logger of the ready handlers: the build puts it in the place of `logger.js`. All that they
 * log is plain and safe as it is made: their own words, ids, and errors as `describeError` leaves
 * them. So a second look of a few bytes will do, where `redact` takes 8 kB.
 */
export const logger = new Logger({
  serviceName: process.env.AWS_LAMBDA_FUNCTION_NAME,
  jsonReplacerFn: (key, value) => {
    if (typeof value !== 'string') return value;
    return SECRET.test(key) ? REDACTED : value.slice(0, 9999).replace(PERSONAL, REDACTED);
  },
});
