import type { Resource } from '../../assembly/resource-graph.js';
import { textOf } from '../../assembly/template-values.js';
import { answerJson, type JsonOperations } from '../../protocols/json.js';
import type { ServiceDefinition } from '../service.js';
import { createEngine, type Engine } from './engine.js';
import { answerConfirmationPage, isConfirmationPage } from './operations/confirmation-page.js';
import { operations } from './operations/operations.js';
import { userPoolPermissions } from './permissions.js';
import { REFERENCE_AUTH, referenceAuthType, referenceAuthWarning } from './reference-auth.js';
import { userPoolTimeline } from './request-timeline.js';
import { resourceTypes } from './resource-types.js';
import { tokenIssuer } from './tokens/developer-tokens.js';
import { answerDiscovery, isDiscovery } from './tokens/discovery.js';
import { tokenVerifier } from './tokens/verification.js';
import { unserved } from './user-pool/unserved.js';

const TARGET = 'AWSCognitoIdentityProviderService';

/**
 * Amazon Cognito user pools: the user directory, and the API for sign-up and sign-in with its
 * Lambda triggers.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/Welcome.html
 */
export const cognitoUserPools: ServiceDefinition = {
  name: 'cognito-user-pools',
  resourceTypes: { ...resourceTypes, [REFERENCE_AUTH]: referenceAuthType },
  create(context) {
    const engine = createEngine(context);
    context.userPoolTokens.offer({ ...tokenVerifier(engine), ...tokenIssuer(engine) });
    let referenced: readonly string[] = [];
    const bound: JsonOperations = Object.fromEntries(
      Object.entries(operations).map(([name, operation]) => [
        name,
        (input, request) => operation(engine, input, request),
      ]),
    );
    return {
      signingName: 'cognito-idp',
      timeline: userPoolTimeline,
      maxBodyBytes: 1024 * 1024,
      deploy(graph) {
        referenced = graph
          .ofType(REFERENCE_AUTH)
          .flatMap(({ properties }) => textOf(properties.userPoolId) ?? []);
        return engine.deploy(graph);
      },
      matches: (request) =>
        request.target?.prefix === TARGET ||
        request.signingName === 'cognito-idp' ||
        isDiscovery(request) ||
        isConfirmationPage(request),
      permissions: (request) => userPoolPermissions(request, context),
      async handle(request) {
        if (isDiscovery(request)) return answerDiscovery(engine, request);
        if (isConfirmationPage(request)) return answerConfirmationPage(engine, request);
        return answerJson(bound, request);
      },
      describe: (resource) => describe(engine, resource),
      warnings: () => [...referenced.map(referenceAuthWarning), ...engine.pools.flatMap(unserved)],
    };
  },
};

function describe(engine: Engine, resource: Resource): string | undefined {
  if (resource.type !== 'AWS::Cognito::UserPool') return undefined;
  const pool = engine.pools.find(({ id }) => id === resource.physicalId);
  if (!pool) return undefined;
  const triggers =
    pool.triggers.size + pool.customSenders.functions.size + (pool.preTokenGeneration ? 1 : 0);
  return `${pool.id}, ${triggers} trigger${triggers === 1 ? '' : 's'}`;
}
