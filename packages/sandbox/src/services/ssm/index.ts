import type { ResourceGraph, ResourceType } from '../../assembly/resource-graph.js';
import { textOf } from '../../assembly/template-values.js';
import type { ServiceContext } from '../../context/service-context.js';
import { namedByInput } from '../../context/timeline/named-input.js';
import { answerJson } from '../../protocols/json.js';
import type { Secrets } from '../../store/secrets.js';
import type { Service, ServiceDefinition } from '../service.js';
import { parameterOperations } from './operations.js';
import { createParameterStore } from './parameter-store.js';
import { parameterPermissions } from './permissions.js';
import { secretPaths } from './secret-paths.js';

const parameterType: ResourceType = {
  value: ({ properties }) => textOf(properties.Value),
  physicalId: ({ properties, logicalId, stackName, id }) =>
    typeof properties.Name === 'string'
      ? properties.Name
      : `CFN-${stackName}-${logicalId}-${id(12)}`,
  attributes: ({ properties }) => ({
    Type: properties.Type ?? 'String',
    Value: properties.Value ?? '',
  }),
};

/**
 * Parameter Store of AWS Systems Manager. It has the parameters of the template, those that
 * programs put, and the app's secrets under the paths from which Amplify reads them.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html
 */
export function ssm(secrets: Secrets): ServiceDefinition {
  return {
    name: 'ssm',
    resourceTypes: { 'AWS::SSM::Parameter': parameterType },
    create: (context) => createSsm(secrets, context),
  };
}

function createSsm(secrets: Secrets, context: ServiceContext): Service {
  const store = createParameterStore(secrets, context);
  const operations = parameterOperations(store, context);
  let graph: ResourceGraph | undefined;
  return {
    signingName: 'ssm',
    timeline: namedByInput('Name', 'Path'),
    maxBodyBytes: 256 * 1024,
    matches: ({ target }) => target?.prefix === 'AmazonSSM',
    permissions: (request) => parameterPermissions(request, context),
    handle: (request) => answerJson(operations, request),
    deploy(deployed) {
      graph = deployed;
      store.deploy(deployed);
    },
    describe({ type, physicalId }) {
      // Amplify's own references from functions to resources would only be noise.
      const own = physicalId.startsWith('/amplify/resource_reference/');
      return type === 'AWS::SSM::Parameter' && !own ? physicalId : undefined;
    },
    warnings() {
      const missing = new Map<string, string[]>();
      for (const { function: name, secret, paths } of secretPaths(graph)) {
        if (paths.every((path) => !store.get(path))) {
          missing.set(secret, [...(missing.get(secret) ?? []), name]);
        }
      }
      return [...missing].map(
        ([secret, functions]) =>
          `Secret ${secret} has no value here, and ${functions.join(', ')} ${functions.length > 1 ? 'need' : 'needs'} it. Set it: npx amplify-recipes sandbox secret set ${secret}`,
      );
    },
  };
}
