import { existsSync } from 'node:fs';
import type { ResourceGraph } from '../../../assembly/resource-graph.js';
import { parseFunctionReference } from '../../../context/events/function-reference.js';
import type { ServiceContext } from '../../../context/service-context.js';
import { AwsError } from '../../../protocols/aws-error.js';
import { functionArn } from '../resource-types.js';
import {
  type DeployedFunction,
  type DeployedFunctions,
  noFunctions,
  readDeployedFunctions,
} from './deployed-functions.js';
import type { FunctionEnvironment } from './variable-overrides.js';

/** Finds the deployed functions by the names that callers use. */
export type FunctionDirectory = {
  /** The currently deployed functions. */
  readonly deployed: DeployedFunctions;
  /** Reads the functions of a backend, which replace the earlier ones. */
  deploy(graph: ResourceGraph): void;
  /**
   * Finds a function by its physical name or its ARN, with or without a qualifier.
   *
   * @param qualifier The version or alias. It replaces the one in the reference.
   * @throws {AwsError} `ResourceNotFoundException`.
   */
  find(reference: string, qualifier?: string): FoundFunction;
  /** Like {@link find}, but also accepts the name that the developer gave the function. */
  findNamed(name: string): FoundFunction;
  /** The ARN of a function, whether or not it exists. */
  arnOf(reference: string, qualifier?: string): string;
  has(reference: string): boolean;
};

export type FoundFunction = {
  readonly fn: DeployedFunction;
  /** The ARN with the version or alias that the caller named. */
  readonly functionArn: string;
};

/**
 * @param environment The variables that override those of the template, by the developer's names of
 *   the functions.
 */
export function createFunctionDirectory(
  place: Pick<ServiceContext, 'region' | 'accountId' | 'partition'>,
  environment: () => FunctionEnvironment,
): FunctionDirectory {
  let deployed = noFunctions;

  const read = (text: string, qualifierParameter: string | undefined) => {
    const reference = parseFunctionReference(text);
    return { name: reference?.name, qualifier: qualifierParameter ?? reference?.qualifier };
  };
  const arnOf = (text: string, qualifierParameter?: string) => {
    const { name = text, qualifier } = read(text, qualifierParameter);
    return functionArn(place, [name, ...(qualifier ? [qualifier] : [])].join(':'));
  };
  const find = (text: string, qualifierParameter?: string): FoundFunction => {
    const { name, qualifier } = read(text, qualifierParameter);
    const fn = name === undefined ? undefined : deployed.functions.get(name);
    const isKnown =
      qualifier === undefined || qualifier === '$LATEST' || fn?.qualifiers.has(qualifier);
    if (fn && isKnown) {
      const { arn } = fn.configuration;
      return { fn, functionArn: qualifier === undefined ? arn : `${arn}:${qualifier}` };
    }
    throw new AwsError(
      'ResourceNotFoundException',
      `Function not found: ${arnOf(text, qualifierParameter)}`,
      404,
    );
  };

  return {
    get deployed() {
      return deployed;
    },
    deploy(graph) {
      deployed = readDeployedFunctions(graph, deployed, {
        exists: existsSync,
        functionEnvironment: environment(),
      });
    },
    find,
    findNamed: (name) => find(deployed.byFriendlyName.get(name)?.name ?? name),
    arnOf,
    has(text) {
      const { name } = read(text, undefined);
      return name !== undefined && deployed.functions.has(name);
    },
  };
}
