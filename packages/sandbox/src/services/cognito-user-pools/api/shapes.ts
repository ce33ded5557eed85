import { AwsError } from '../../../protocols/aws-error.js';
import { isJsonObject } from '../../../protocols/json-value.js';

/**
 * A shape of the API's model. It reads a member of a request and collects the broken constraints.
 */
export type Shape<T> = {
  /**
   * @param path The position of the value, in AWS's notation: `userAttributes.1.member.name`.
   * @param problems Broken constraints are added here, so that one error reports all of them.
   * @throws {AwsError} `SerializationException` when the value has another JSON type.
   */
  read(value: unknown, path: string, problems: string[]): T;
  /** Errors never repeat the values of a sensitive shape. */
  readonly sensitive: boolean;
};

/** The type that a {@link Shape} reads. */
type Read<S> = S extends Shape<infer T> ? T : never;

type Members = Readonly<Record<string, Shape<unknown>>>;
type Structure<R extends Members, O extends Members> = {
  readonly [K in keyof R]: Read<R[K]>;
} & { readonly [K in keyof O]?: Read<O[K]> | undefined };

type StringConstraints = {
  readonly min?: number;
  readonly max?: number;
  /** The pattern in the API reference. The whole value must match. */
  readonly pattern?: string;
  readonly sensitive?: boolean;
};

/** A string. Lengths are in UTF-16 code units, as AWS counts them. */
export function string(constraints: StringConstraints = {}): Shape<string> {
  const { min, max, pattern, sensitive = false } = constraints;
  const expression = pattern === undefined ? undefined : new RegExp(`^(?:${pattern})$`, 'u');
  return {
    sensitive,
    read(value, path, problems) {
      if (typeof value !== 'string') throw wrongType(value, 'String');
      const problem = (constraint: string) =>
        problems.push(
          `Value ${sensitive ? '' : `'${value}' `}at '${path}' failed to satisfy constraint: ${constraint}`,
        );
      if (expression && !expression.test(value)) {
        problem(`Member must satisfy regular expression pattern: ${pattern}`);
      }
      if (max !== undefined && value.length > max) {
        problem(`Member must have length less than or equal to ${max}`);
      }
      if (min !== undefined && value.length < min) {
        problem(`Member must have length greater than or equal to ${min}`);
      }
      return value;
    },
  };
}

/** One of a set of strings. */
export function enumeration<const V extends string>(...values: readonly V[]): Shape<V> {
  return {
    sensitive: false,
    read(value, path, problems) {
      if (typeof value !== 'string') throw wrongType(value, 'String');
      const known = values.find((candidate) => candidate === value);
      if (known !== undefined) return known;
      problems.push(
        `Value '${value}' at '${path}' failed to satisfy constraint: Member must satisfy enum value set: [${values.join(', ')}]`,
      );
      return value as V;
    },
  };
}

export function boolean(): Shape<boolean> {
  return {
    sensitive: false,
    read(value) {
      if (typeof value !== 'boolean') throw wrongType(value, 'Boolean');
      return value;
    },
  };
}

export function integer(range: { readonly min?: number; readonly max?: number } = {}) {
  const shape: Shape<number> = {
    sensitive: false,
    read(value, path, problems) {
      if (typeof value !== 'number' || !Number.isInteger(value)) throw wrongType(value, 'Integer');
      const problem = (constraint: string) =>
        problems.push(`Value '${value}' at '${path}' failed to satisfy constraint: ${constraint}`);
      if (range.max !== undefined && value > range.max) {
        problem(`Member must have value less than or equal to ${range.max}`);
      }
      if (range.min !== undefined && value < range.min) {
        problem(`Member must have value greater than or equal to ${range.min}`);
      }
      return value;
    },
  };
  return shape;
}

export function list<T>(member: Shape<T>): Shape<readonly T[]> {
  return {
    sensitive: member.sensitive,
    read(value, path, problems) {
      if (!Array.isArray(value)) throw serializationError('Expected list or null');
      return value.map((item, index) =>
        readMember(member, item, `${path}.${index + 1}.member`, problems),
      );
    },
  };
}

/** A map from strings to strings. */
export function map(options: { readonly sensitive?: boolean } = {}) {
  const shape: Shape<Readonly<Record<string, string>>> = {
    sensitive: options.sensitive ?? false,
    read(value) {
      if (!isJsonObject(value)) throw serializationError('Expected map or null');
      const entries = Object.entries(value).filter(([, item]) => item !== null);
      for (const [, item] of entries) {
        if (typeof item !== 'string') throw wrongType(item, 'String');
      }
      return Object.fromEntries(entries) as Record<string, string>;
    },
  };
  return shape;
}

/** A structure with required and optional members. Unknown members are ignored. */
export function structure<R extends Members, O extends Members = Record<never, never>>(
  required: R,
  optional?: O,
): Shape<Structure<R, O>> {
  return {
    sensitive: false,
    read(value, path, problems) {
      if (!isJsonObject(value)) throw serializationError('Expected structure or null');
      const read: Record<string, unknown> = {};
      const prefix = path === '' ? '' : `${path}.`;
      for (const [name, shape] of Object.entries(required)) {
        read[name] = readMember(shape, value[name], prefix + memberName(name), problems);
      }
      for (const [name, shape] of Object.entries(optional ?? {})) {
        const member = value[name];
        if (member === undefined || member === null) continue;
        read[name] = shape.read(member, prefix + memberName(name), problems);
      }
      return read as Structure<R, O>;
    },
  };
}

/**
 * Reads the input of an operation.
 *
 * @throws {AwsError} `InvalidParameterException`, which lists every broken constraint, or
 *   `SerializationException`.
 */
export function readInput<T>(shape: Shape<T>, input: unknown): T {
  const problems: string[] = [];
  const read = shape.read(input, '', problems);
  if (problems.length > 0) {
    throw new AwsError(
      'InvalidParameterException',
      `${problems.length} validation ${problems.length === 1 ? 'error' : 'errors'} detected: ${problems.join('; ')}`,
    );
  }
  return read;
}

function readMember<T>(shape: Shape<T>, value: unknown, path: string, problems: string[]): T {
  if (value !== undefined && value !== null) return shape.read(value, path, problems);
  problems.push(
    `Value ${shape.sensitive ? '' : 'null '}at '${path}' failed to satisfy constraint: Member must not be null`,
  );
  return undefined as T;
}

/** The name of a member in messages: `UserAttributes` becomes `userAttributes`. */
function memberName(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

function wrongType(value: unknown, wanted: 'String' | 'Integer' | 'Boolean'): AwsError {
  if (Array.isArray(value)) return serializationError('Start of list found where not expected');
  if (isJsonObject(value)) {
    return serializationError('Start of structure or map found where not expected.');
  }
  const token =
    typeof value === 'boolean'
      ? `${value ? 'TRUE' : 'FALSE'}_VALUE`
      : typeof value === 'string'
        ? 'STRING_VALUE'
        : Number.isInteger(value)
          ? 'NUMBER_VALUE'
          : 'DECIMAL_VALUE';
  return serializationError(`${token} cannot be converted to ${wanted}`);
}

function serializationError(message: string): AwsError {
  return new AwsError('SerializationException', message);
}
