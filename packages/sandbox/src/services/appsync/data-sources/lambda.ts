import type { Resource } from '../../../assembly/resource-graph.js';
import { callerOf } from '../../../context/service-calls.js';
import type { ServiceContext } from '../../../context/service-context.js';
import { type DataSource, DataSourceError, mappingError, SESSION_NAME } from './data-source.js';
import { type FunctionSource, invokeFunction, sendToFunction } from './lambda-function.js';
import { checkElements, operationOf, requestPart, textIn } from './request-part.js';
import { requiredProperty, roleOf } from './template.js';

/**
 * A function as a data source. It gets the payload of the request, and with `BatchInvoke` a list of
 * payloads.
 *
 * @throws {SandboxError} `TEMPLATE_UNSUPPORTED` without a function or a role.
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/resolver-mapping-template-reference-lambda.html
 */
export function lambdaDataSource(
  resource: Resource,
  name: string,
  context: ServiceContext,
): DataSource {
  const source: FunctionSource = {
    context,
    caller: callerOf(roleOf(resource), SESSION_NAME),
    functionArn: requiredProperty(resource, 'LambdaConfig', 'LambdaFunctionArn'),
  };
  const invokeBatch: Required<DataSource>['invokeBatch'] = async (values, call) => {
    const requests = values.map(readRequest);
    const payloads = requests.map(({ payload }) => payload);
    if (requests.every(({ isEvent }) => isEvent)) {
      await sendToFunction(source, call, payloads);
      return requests.map(() => null);
    }
    if (requests.some(({ isEvent }) => isEvent)) {
      throw mappingError('The requests of a batch must have the same invocationType.');
    }
    const response = await invokeFunction(source, call, payloads);
    if (Array.isArray(response) && response.length === requests.length) return response;
    const found = Array.isArray(response) ? `a list of ${response.length}` : 'no list';
    throw new DataSourceError(
      'Lambda:IllegalArgument',
      `The function must return a list with one result for each of the ${requests.length} payloads of the batch, and returned ${found}.`,
    );
  };
  return {
    name,
    kind: 'AWS_LAMBDA',
    async invoke(value, call) {
      const request = readRequest(value);
      if (request.operation === 'BatchInvoke') {
        const [result] = await invokeBatch([value], call);
        return result;
      }
      if (!request.isEvent) return invokeFunction(source, call, request.payload);
      await sendToFunction(source, call, request.payload);
      return null;
    },
    invokeBatch,
  };
}

function readRequest(value: unknown) {
  const request = requestPart(value);
  checkElements(request, ['version', 'operation', 'payload', 'invocationType']);
  const operation = operationOf(request);
  if (operation !== 'Invoke' && operation !== 'BatchInvoke') {
    throw mappingError(`Unsupported operation '${operation}'.`);
  }
  const type = textIn(request, 'invocationType') ?? 'RequestResponse';
  if (type !== 'RequestResponse' && type !== 'Event') {
    throw mappingError("Value for field '$[invocationType]' must be RequestResponse or Event.");
  }
  return { operation, isEvent: type === 'Event', payload: request.members.payload ?? null };
}
