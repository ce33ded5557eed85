import { RecordError } from '@amplify-recipes/core';
import type { AttributeValue } from 'aws-lambda';

/**
 * The value of an attribute. A number that does not fit into a `number` is a `bigint` or, with a
 * fraction, a string. No digit is lost.
 */
export type AttributeContent =
  | string
  | number
  | bigint
  | boolean
  | null
  | Uint8Array
  | readonly AttributeContent[]
  | ReadonlySet<string | number | bigint | Uint8Array>
  | { readonly [name: string]: AttributeContent };

/** An item of a table: its attributes, by name. */
export type Item = { readonly [name: string]: AttributeContent };

/**
 * Reads an item from the JSON of a Lambda event. `unmarshall` of the AWS SDK is for the responses
 * of the SDK. It would leave bytes in base64, cut long fractions, and use an attribute named
 * `__proto__` as the prototype of the item.
 *
 * @throws {RecordError} When an attribute is not valid.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html
 */
export function unmarshall(image: Readonly<Record<string, AttributeValue>>): Item {
  const item: Record<string, AttributeContent> = {};
  for (const name of Object.keys(image)) {
    const content = contentOf(image[name]);
    if (name === '__proto__') Object.defineProperty(item, name, { ...PROPERTY, value: content });
    else item[name] = content;
  }
  return item;
}

const PROPERTY = { configurable: true, enumerable: true, writable: true };

function contentOf(value: AttributeValue | undefined): AttributeContent {
  if (value?.S !== undefined) return value.S;
  if (value?.N !== undefined) return numberOf(value.N);
  if (value?.BOOL !== undefined) return value.BOOL;
  if (value?.NULL !== undefined) return null;
  if (value?.M !== undefined) return unmarshall(value.M);
  if (value?.L !== undefined) return value.L.map(contentOf);
  if (value?.SS !== undefined) return new Set(value.SS);
  if (value?.NS !== undefined) return new Set(value.NS.map(numberOf));
  if (value?.B !== undefined) return bytesOf(value.B);
  if (value?.BS !== undefined) return new Set(value.BS.map(bytesOf));
  throw new RecordError('An attribute has an unknown type.');
}

const bytesOf = (base64: string) => new Uint8Array(Buffer.from(base64, 'base64'));

/** A double holds every number of up to 15 digits exactly. */
const SHORT = /^-?(?:\d{1,15}|(?=.{3,16}$)\d+\.\d+)$/;

/**
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html#HowItWorks.DataTypes.Number
 */
function numberOf(text: string): number | bigint | string {
  const number = Number(text);
  if (SHORT.test(text)) return number;
  const written = decimalOf(text);
  if (!written || !Number.isFinite(number)) {
    throw new RecordError('An attribute of the type number is not a number.');
  }
  const isInteger = written.exponent >= 0;
  if (isInteger) return Number.isSafeInteger(number) ? number : bigintOf(written);
  const held = decimalOf(String(number));
  const isHeld = held?.digits === written.digits && held.exponent === written.exponent;
  return isHeld ? number : text;
}

type Decimal = { readonly sign: string; readonly digits: string; readonly exponent: number };

/** Reads a number as digits times a power of ten, without zeros at either end. */
function decimalOf(text: string): Decimal | undefined {
  const parts = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/.exec(text);
  if (!parts) return undefined;
  const [, sign = '', whole = '', fraction = '', power = '0'] = parts;
  const all = (whole + fraction).replace(/^0+/, '');
  if (all === '' && whole + fraction === '') return undefined;
  const digits = all.replace(/0+$/, '');
  const exponent = Number(power) - fraction.length + (all.length - digits.length);
  return digits === '' ? { sign, digits: '0', exponent: 0 } : { sign, digits, exponent };
}

function bigintOf({ sign, digits, exponent }: Decimal): bigint {
  const magnitude = BigInt(digits) * 10n ** BigInt(exponent);
  return sign === '-' ? -magnitude : magnitude;
}
