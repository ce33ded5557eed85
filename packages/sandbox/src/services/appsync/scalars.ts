import { createRequire } from 'node:module';
import { isIP } from 'node:net';
import { GraphQLScalarType, Kind, type ValueNode, valueFromASTUntyped } from 'graphql';

const require = createRequire(import.meta.url);

/** It reads the numbering plans of all countries, so it is loaded at the first phone number. */
const phoneNumbers = (): typeof import('libphonenumber-js') => require('libphonenumber-js');

const OFFSET = String.raw`(?:Z|[+-](?:0\d|1[0-8]):[0-5]\d(?::[0-5]\d)?)`;
const TIME = String.raw`(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?`;
const DATE = String.raw`(?<year>-?\d{4,9})-(?<month>\d{2})-(?<day>\d{2})`;

const AWS_DATE = new RegExp(`^${DATE}${OFFSET}?$`);
const AWS_TIME = new RegExp(`^${TIME}${OFFSET}?$`);
const AWS_DATE_TIME = new RegExp(`^${DATE}T${TIME}${OFFSET}$`);
/** A local part and a domain of RFC 822, without comments and domain literals. */
const EMAIL =
  /^[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*@[a-z\d](?:[a-z\d-]*[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]*[a-z\d])?)*$/i;

/** JSON that is serialised already, such as the result of a mutation that a subscriber gets. */
export class SerialisedJson {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/**
 * The scalar types that AppSync adds to GraphQL, with its checks of inputs and results.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/scalars.html
 */
export const awsScalars: readonly GraphQLScalarType[] = [
  textScalar('AWSDate', 'Date', (text) => isCalendarDate(AWS_DATE, text)),
  textScalar('AWSTime', 'Time', (text) => AWS_TIME.test(text)),
  textScalar('AWSDateTime', 'DateTime', (text) => isCalendarDate(AWS_DATE_TIME, text)),
  textScalar('AWSEmail', 'Email', (text) => text.length <= 320 && EMAIL.test(text)),
  textScalar('AWSURL', 'URL', isUrl),
  textScalar('AWSPhone', 'Phone', (text) => phoneNumbers().isPossiblePhoneNumber(text, 'US')),
  textScalar('AWSIPAddress', 'IP', isAddress),
  scalar('AWSTimestamp', (value, use) => {
    const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
    if (Number.isSafeInteger(number)) return number;
    throw invalid(value, use, 'Timestamp');
  }),
  scalar('AWSJSON', (value, use) => {
    if (use === 'serialize') {
      return value instanceof SerialisedJson ? value.text : JSON.stringify(value);
    }
    try {
      if (typeof value === 'string') return JSON.parse(value) as unknown;
    } catch {
      // Text that is not JSON is as wrong as a value that is no text.
    }
    throw invalid(value, use, 'JSON');
  }),
];

type Use = 'parse' | 'serialize';

function scalar(name: string, convert: (value: unknown, use: Use) => unknown): GraphQLScalarType {
  return new GraphQLScalarType({
    name,
    serialize: (value) => convert(value, 'serialize'),
    parseValue: (value) => convert(value, 'parse'),
    parseLiteral: (node: ValueNode, variables) =>
      convert(
        node.kind === Kind.INT ? Number(node.value) : valueFromASTUntyped(node, variables),
        'parse',
      ),
  });
}

function textScalar(
  name: string,
  description: string,
  isValid: (text: string) => boolean,
): GraphQLScalarType {
  return scalar(name, (value, use) => {
    if (typeof value === 'string' && isValid(value)) return value;
    throw invalid(value, use, description);
  });
}

function invalid(value: unknown, use: Use, description: string): TypeError {
  const shown = typeof value === 'string' ? value : JSON.stringify(value);
  return new TypeError(`Unable to ${use} \`${shown}\` as a valid ${description} Object.`);
}

function isCalendarDate(format: RegExp, text: string): boolean {
  const { year, month, day } = format.exec(text)?.groups ?? {};
  if (year === undefined) return false;
  // A day that the month does not have makes a date of the next month.
  const date = new Date(0);
  date.setUTCFullYear(Number(year) % 400, Number(month) - 1, Number(day));
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
}

/** A URL has a scheme, and no two slashes in its path. */
function isUrl(text: string): boolean {
  return URL.canParse(text) && !new URL(text).pathname.includes('//');
}

function isAddress(text: string): boolean {
  const [address = '', length, ...more] = text.split('/');
  const version = isIP(address);
  if (version === 0 || more.length > 0) return false;
  return (
    length === undefined ||
    (/^\d{1,3}$/.test(length) && Number(length) <= (version === 4 ? 32 : 128))
  );
}
