import { type Namespace, ResolverError } from '../src/services/appsync/util/effects.js';
import { compileTemplate } from '../src/services/appsync/vtl/template.js';

/** The functions of `$util` that tests of the template language need. */
export const util: Namespace = {
  qr: () => undefined,
  toJson: (value) => JSON.stringify(value ?? null),
  isNull: (value) => value === null,
  isNullOrEmpty: (value) => value === null || value === '',
  isList: (value) => Array.isArray(value),
  parseJson: (text) => JSON.parse(String(text)),
  defaultIfNull: (value, other) => value ?? other,
  authType: () => 'User Pool Authorization',
  nothing: () => null,
  error: (message, errorType) => {
    throw new ResolverError({ message: String(message), errorType: String(errorType) });
  },
  unauthorized: () => {
    throw new ResolverError({ message: 'Not Authorized', errorType: 'Unauthorized' });
  },
  dynamodb: {
    toDynamoDB: (value) => (typeof value === 'number' ? { N: `${value}` } : { S: `${value}` }),
  },
  fails: () => {
    throw new TypeError('broken function');
  },
};

/** Evaluates a template named `t`. */
export function evaluateTemplate(text: string, ctx: object = {}) {
  return compileTemplate({ name: 't', text }).evaluate({ ctx, util, extensions: {} });
}
