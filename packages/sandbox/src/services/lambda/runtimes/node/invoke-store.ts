const requestIdKey = Symbol.for('_AWS_LAMBDA_REQUEST_ID');
const traceIdKey = Symbol.for('_AWS_LAMBDA_X_RAY_TRACE_ID');
const tenantIdKey = Symbol.for('_AWS_LAMBDA_TENANT_ID');
const protectedKeys: readonly PropertyKey[] = [requestIdKey, traceIdKey, tenantIdKey];

type Store = { [key: PropertyKey]: unknown };
let current: Store | undefined;

/**
 * `awslambda.InvokeStore`, from which the AWS SDK and Powertools read the current invocation.
 *
 * @see https://www.npmjs.com/package/@aws/lambda-invoke-store
 */
export const InvokeStore = {
  run<Result>(
    invocation: {
      readonly requestId: string;
      readonly traceId: string | undefined;
      readonly tenantId: string | undefined;
    },
    work: () => Result,
  ): Result {
    current = {
      [requestIdKey]: invocation.requestId,
      [traceIdKey]: invocation.traceId,
      [tenantIdKey]: invocation.tenantId,
    };
    return work();
  },
  getContext: () => current,
  hasContext: () => current !== undefined,
  get: (key: PropertyKey) => current?.[key],
  set(key: PropertyKey, value: unknown) {
    if (protectedKeys.includes(key)) {
      throw new Error(`Cannot modify protected Lambda context field: ${String(key)}`);
    }
    current ??= {};
    current[key] = value;
  },
  getRequestId: () => current?.[requestIdKey] ?? '-',
  getXRayTraceId: () => current?.[traceIdKey],
  getTenantId: () => current?.[tenantIdKey],
};
