/** A value in DynamoDB's JSON: `{ "S": "text" }`. Binary values are base64. */
export type AttributeValue = { readonly [type: string]: unknown };

export type Item = { readonly [name: string]: AttributeValue };

/** Maximum size of an item, including attribute names: 400 KB. */
export const MAXIMUM_ITEM_BYTES = 400 * 1024;

/**
 * Size of an item in bytes, as DynamoDB counts it.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function itemBytes(item: Item): number {
  return Object.entries(item)
    .map(([name, value]) => Buffer.byteLength(name) + valueBytes(value))
    .reduce((sum, bytes) => sum + bytes, 0);
}

function valueBytes(value: AttributeValue): number {
  const [type = '', content] = Object.entries(value)[0] ?? [];
  switch (type) {
    case 'S':
      return Buffer.byteLength(String(content));
    case 'N':
      return numberBytes(String(content));
    case 'B':
      return Buffer.from(String(content), 'base64').length;
    case 'SS':
    case 'NS':
    case 'BS':
      return sum(
        (content as readonly unknown[]).map((item) => valueBytes({ [type.charAt(0)]: item })),
      );
    case 'L':
      return 3 + sum((content as readonly AttributeValue[]).map((item) => 1 + valueBytes(item)));
    case 'M': {
      const members = content as Item;
      return 3 + Object.keys(members).length + itemBytes(members);
    }
    default:
      return 1;
  }
}

/** About one byte for two significant digits, plus one. */
function numberBytes(number: string): number {
  const digits = number
    .replace(/e.*$/i, '')
    .replace(/\D/g, '')
    .replace(/^0+|0+$/g, '').length;
  return 1 + Math.ceil(digits / 2) + (number.startsWith('-') ? 1 : 0);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
