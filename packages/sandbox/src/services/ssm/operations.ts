import { AwsError } from '../../protocols/aws-error.js';
import type { JsonObject, JsonOperations } from '../../protocols/json.js';
import type { ServiceRequest } from '../../protocols/request.js';
import { textIn } from '../../protocols/request-input.js';
import { requireCaller } from '../../protocols/require-caller.js';
import type { Parameter, ParameterKind, ParameterStore } from './parameter-store.js';

const KINDS: readonly ParameterKind[] = ['String', 'StringList', 'SecureString'];
/** Parameter Store's standard tier. */
const MAXIMUM_VALUE_BYTES = 4096;

/** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_Operations.html */
export function parameterOperations(store: ParameterStore): JsonOperations {
  return {
    GetParameter: signed((input) => {
      const name = text(input, 'Name');
      const parameter = store.get(name);
      if (!parameter) throw notFound(name);
      return { Parameter: describe(parameter, input) };
    }),

    GetParameters: signed((input) => {
      const names = texts(input, 'Names', 10);
      const found = names.map((name) => store.get(name));
      return {
        Parameters: found.flatMap((parameter) => (parameter ? describe(parameter, input) : [])),
        InvalidParameters: names.filter((_, index) => !found[index]),
      };
    }),

    GetParametersByPath: signed((input) => {
      const path = text(input, 'Path').replace(/\/*$/, '/');
      const pageSize = typeof input.MaxResults === 'number' ? input.MaxResults : 10;
      const start = typeof input.NextToken === 'string' ? Number(input.NextToken) : 0;
      if (!Number.isInteger(start) || start < 0) {
        throw new AwsError('InvalidNextToken', 'The specified token is not valid.');
      }
      const below = store
        .all()
        .filter(
          ({ name }) =>
            name.startsWith(path) &&
            (input.Recursive === true || !name.slice(path.length).includes('/')),
        );
      const end = start + Math.min(Math.max(pageSize, 1), 10);
      return {
        Parameters: below.slice(start, end).map((parameter) => describe(parameter, input)),
        ...(end < below.length && { NextToken: String(end) }),
      };
    }),

    PutParameter: signed((input) => {
      const name = text(input, 'Name');
      const value = text(input, 'Value');
      const existing = store.get(name);
      if (existing && input.Overwrite !== true) {
        throw new AwsError(
          'ParameterAlreadyExists',
          'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
        );
      }
      const type = (input.Type ?? existing?.type) as ParameterKind | undefined;
      if (!type || !KINDS.includes(type)) {
        throw invalid(`'Type' must be one of ${KINDS.join(', ')}.`);
      }
      if (Buffer.byteLength(value) > MAXIMUM_VALUE_BYTES) {
        throw invalid(
          `Standard tier parameters support a maximum parameter value of ${MAXIMUM_VALUE_BYTES} characters.`,
        );
      }
      return { Version: store.put(name, type, value).version, Tier: 'Standard' };
    }),

    DeleteParameter: signed((input) => {
      const name = text(input, 'Name');
      if (!store.remove(name)) throw notFound(name);
    }),

    DeleteParameters: signed((input) => {
      const names = texts(input, 'Names', 10);
      const deleted = names.filter((name) => store.remove(name));
      return {
        DeletedParameters: deleted,
        InvalidParameters: names.filter((name) => !deleted.includes(name)),
      };
    }),
  };
}

/** Parameter Store answers nobody without credentials. */
function signed(
  operation: (input: JsonObject) => unknown,
): (input: JsonObject, request: ServiceRequest) => unknown {
  return (input, request) => {
    requireCaller(request, { status: 403, message: 'Missing Authentication Token' });
    return operation(input);
  };
}

function describe(parameter: Parameter, input: JsonObject): JsonObject {
  const { name, type, value, version, modifiedAt } = parameter;
  const hidden = type === 'SecureString' && input.WithDecryption !== true;
  return {
    Name: name,
    Type: type,
    Value: hidden ? '(encrypted: ask with WithDecryption)' : value,
    Version: version,
    LastModifiedDate: modifiedAt / 1000,
    DataType: 'text',
  };
}

function text(input: JsonObject, member: string): string {
  const value = textIn(input, member);
  if (!value) throw invalid(`'${member}' must be a string.`);
  return value;
}

function texts(input: JsonObject, member: string, most: number): readonly string[] {
  const value = input[member];
  if (
    !Array.isArray(value) ||
    value.length === 0 ||
    value.length > most ||
    !value.every((entry) => typeof entry === 'string' && entry !== '')
  ) {
    throw invalid(`'${member}' must be a list of 1 to ${most} strings.`);
  }
  return value;
}

function notFound(name: string): AwsError {
  return new AwsError('ParameterNotFound', `Parameter ${name} not found.`);
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationException', message);
}
