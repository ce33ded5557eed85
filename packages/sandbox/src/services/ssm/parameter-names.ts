import type { ServiceContext } from '../../context/service-context.js';
import { AwsError } from '../../protocols/aws-error.js';

/** The reference to a parameter in a request, with an optional version or label. */
export type ParameterReference = {
  /** The possible names. An ARN is the same for `a` and `/a`. */
  readonly names: readonly string[];
  /** The text after the colon. */
  readonly selector: string | undefined;
};

type Place = Pick<ServiceContext, 'partition' | 'region' | 'accountId'>;

const NAME = /^[\w.-]+$|^(\/[\w.-]+)+$/;
const SELECTOR = /^[\w.-]{1,100}$/;
const MAXIMUM_LENGTH = 1011;
const MAXIMUM_LEVELS = 15;

/**
 * Reads the name of a parameter, or its ARN, with or without `:version` or `:label`.
 *
 * @throws {AwsError} `ValidationException` when it cannot be a name, `ParameterNotFound` for an ARN
 *   of another account or region.
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html
 */
export function parseReference(text: string, place: Place): ParameterReference {
  const trimmed = text.trim();
  const prefix = parameterArn(place, '');
  const inArn = trimmed.startsWith(prefix) ? trimmed.slice(prefix.length) : undefined;
  if (inArn === undefined && trimmed.startsWith('arn:')) {
    throw new AwsError('ParameterNotFound', `Parameter ${text} not found.`);
  }
  const [path = '', selector, ...others] = (inArn ?? trimmed).split(':');
  const isSelector = selector === undefined || SELECTOR.test(selector);
  const names =
    inArn === undefined ? [path] : path.includes('/') ? [`/${path}`] : [path, `/${path}`];
  if (others.length > 0 || !isSelector || !names.every((name) => NAME.test(name))) {
    throw invalidName();
  }
  return { names, selector };
}

/**
 * Checks the name of a parameter that is put.
 *
 * @throws {AwsError} `ValidationException`, `AccessDeniedException`,
 *   `HierarchyLevelLimitExceededException`
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-parameter-name-constraints.html
 */
export function checkNewName(name: string): void {
  if (/^\/?aws/i.test(name)) {
    throw new AwsError('AccessDeniedException', `No access to reserved parameter name: ${name}.`);
  }
  if (!name.startsWith('/') && name.includes('/')) {
    throw new AwsError('ValidationException', 'Parameter name must be a fully qualified name.');
  }
  if (/^\/?ssm/i.test(name) || !NAME.test(name) || name.length > MAXIMUM_LENGTH) {
    throw invalidName();
  }
  if (name.split('/').length - 1 > MAXIMUM_LEVELS) {
    throw new AwsError(
      'HierarchyLevelLimitExceededException',
      `A hierarchy can have a maximum of ${MAXIMUM_LEVELS} levels.`,
    );
  }
}

/**
 * The path of `GetParametersByPath`, with a slash at its end.
 *
 * @throws {AwsError} `ValidationException`
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParametersByPath.html
 */
export function parsePath(text: string): string {
  const path = text.trim();
  if (/^(\/[\w.-]+)*\/?$/.test(path) && path !== '') return path.endsWith('/') ? path : `${path}/`;
  throw new AwsError(
    'ValidationException',
    'The parameter doesn\'t meet the parameter name requirements. The parameter name must begin with a forward slash "/". It can\'t be prefixed with "aws" or "ssm" (case-insensitive). It must use only letters, numbers, or the following symbols: . (period), - (hyphen), or _ (underscore). Special characters are not allowed. All sub-paths, if specified, must use the forward slash symbol "/". Valid example: /get/parameters2-/by1./path0_.',
  );
}

export function parameterArn({ partition, region, accountId }: Place, name: string): string {
  return `arn:${partition}:ssm:${region}:${accountId}:parameter/${name.replace(/^\//, '')}`;
}

function invalidName(): AwsError {
  return new AwsError(
    'ValidationException',
    'Parameter name: can\'t be prefixed with "ssm" (case-insensitive). If formed as a path, it can consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_',
  );
}
