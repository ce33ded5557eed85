import type { Resource } from '../../assembly/resource-graph.js';
import type { ServiceDefinition } from '../../service.js';
import { answerJson } from '../json-protocol.js';
import { answerDiscovery, isDiscovery } from './discovery.js';
import { createEngine, type Engine } from './engine.js';
import { operations } from './operations/operations.js';
import { resourceTypes } from './resource-types.js';
import type { UserPool } from './user-pool.js';

const TARGET = 'AWSCognitoIdentityProviderService';

/**
 * Amazon Cognito user pools: the directory and the API that signs users up and in, with its Lambda
 * triggers.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/Welcome.html
 */
export const cognitoUserPools: ServiceDefinition = {
  name: 'cognito-user-pools',
  resourceTypes,
  create(context) {
    const engine = createEngine(context);
    const bound = Object.fromEntries(
      Object.entries(operations).map(([name, operation]) => [
        name,
        (input: Parameters<typeof operation>[1], request: Parameters<typeof operation>[2]) =>
          operation(engine, input, request),
      ]),
    );
    return {
      maxBodyBytes: 1024 * 1024,
      deploy: (graph) => engine.deploy(graph),
      matches: (request) =>
        request.target?.prefix === TARGET ||
        request.signingName === 'cognito-idp' ||
        isDiscovery(request),
      async handle(request) {
        return isDiscovery(request) ? answerDiscovery(engine, request) : answerJson(bound, request);
      },
      describe: (resource) => describe(engine, resource),
    };
  },
};

function describe(engine: Engine, resource: Resource): string | undefined {
  if (resource.type !== 'AWS::Cognito::UserPool') return undefined;
  const pool = engine.pools.find(({ id }) => id === resource.physicalId);
  return pool && `user pool ${pool.id}, ${counted(triggers(pool), 'trigger')}`;
}

function triggers(pool: UserPool): number {
  return pool.triggers.size + (pool.preTokenGeneration ? 1 : 0);
}

function counted(count: number, noun: string): string {
  return count === 1 ? `1 ${noun}` : `${count} ${noun}s`;
}
