import type { ServiceContext } from '../../context/service-context.js';
import { AwsError } from '../../protocols/aws-error.js';
import type { JsonObject, JsonOperations } from '../../protocols/json.js';
import type { ServiceRequest } from '../../protocols/request.js';
import { textIn } from '../../protocols/request-input.js';
import { requireCaller } from '../../protocols/require-caller.js';
import { checkNewName, parameterArn, parsePath, parseReference } from './parameter-names.js';
import type { Parameter, ParameterKind, ParameterStore } from './parameter-store.js';

const KINDS: readonly ParameterKind[] = ['String', 'StringList', 'SecureString'];
/** The maximum size of a value in Parameter Store's standard tier. */
const MAXIMUM_VALUE_BYTES = 4096;

/** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_Operations.html */
export function parameterOperations(
  store: ParameterStore,
  context: ServiceContext,
): JsonOperations {
  const describeHere = (parameter: Parameter, input: JsonObject, selector?: string) =>
    describe(parameter, input, parameterArn(context, parameter.name), selector);
  /** @throws {AwsError} */
  const find = (asked: string, input: JsonObject): JsonObject => {
    const { names, selector } = parseReference(asked, context);
    const latest = names.map((name) => store.get(name)).find((parameter) => parameter);
    if (!latest) throw notFound(asked);
    if (selector === undefined) return describeHere(latest, input);
    // The sandbox has no labels.
    if (!/^\d+$/.test(selector)) throw notFound(asked);
    const parameter = store.getVersion(latest.name, Number(selector));
    if (parameter) return describeHere(parameter, input, selector);
    throw new AwsError(
      'ParameterVersionNotFound',
      `Systems Manager could not find version ${selector} of ${latest.name}. Verify the version and try again.`,
    );
  };
  return {
    GetParameter: signed((input) => ({ Parameter: find(text(input, 'Name'), input) })),

    GetParameters: signed((input) => {
      const Parameters: JsonObject[] = [];
      const InvalidParameters: string[] = [];
      for (const asked of texts(input, 'Names', 10)) {
        try {
          Parameters.push(find(asked, input));
        } catch (error) {
          if (!(error instanceof AwsError)) throw error;
          InvalidParameters.push(asked);
        }
      }
      const byName = (a: JsonObject, b: JsonObject) => (String(a.Name) < String(b.Name) ? -1 : 1);
      return { Parameters: Parameters.sort(byName), InvalidParameters };
    }),

    GetParametersByPath: signed((input) => {
      const path = parsePath(text(input, 'Path'));
      const pageSize = input.MaxResults ?? 10;
      if (typeof pageSize !== 'number' || pageSize < 1 || pageSize > 10) {
        throw invalid(
          `1 validation error detected: Value '${pageSize}' at 'maxResults' failed to satisfy constraint: Member must have value between 1 and 10.`,
        );
      }
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
      const end = start + pageSize;
      return {
        Parameters: below.slice(start, end).map((parameter) => describeHere(parameter, input)),
        ...(end < below.length && { NextToken: String(end) }),
      };
    }),

    PutParameter: signed((input) => {
      const name = text(input, 'Name').trim();
      const value = text(input, 'Value');
      checkNewName(name);
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

/** Refuses requests without credentials, like Parameter Store. */
function signed(
  operation: (input: JsonObject) => unknown,
): (input: JsonObject, request: ServiceRequest) => unknown {
  return (input, request) => {
    requireCaller(request, { status: 403, message: 'Missing Authentication Token' });
    return operation(input);
  };
}

function describe(
  parameter: Parameter,
  input: JsonObject,
  arn: string,
  selector: string | undefined,
): JsonObject {
  const { name, type, value, version, modifiedAt } = parameter;
  const hidden = type === 'SecureString' && input.WithDecryption !== true;
  return {
    Name: name,
    Type: type,
    Value: hidden ? '(encrypted: ask with WithDecryption)' : value,
    Version: version,
    ...(selector !== undefined && { Selector: `:${selector}` }),
    LastModifiedDate: modifiedAt / 1000,
    ARN: arn,
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
