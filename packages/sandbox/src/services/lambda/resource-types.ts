import type { NamedResource, ResourceType } from '../../assembly/resource-graph.js';
import { stringOf } from '../../assembly/template-values.js';

const maxFunctionNameLength = 64;
const suffixLength = 12;
const stackNameLength = 25;

/** The names that CloudFormation gives to the resources of Lambda. */
export const lambdaResourceTypes: Readonly<Record<string, ResourceType>> = {
  'AWS::Lambda::Function': {
    physicalId: (resource) =>
      stringOf(resource.properties.FunctionName) ?? generateFunctionName(resource),
    attributes: (resource) => ({
      Arn: functionArn(resource, resource.physicalId),
      'SnapStartResponse.ApplyOn': 'None',
      'SnapStartResponse.OptimizationStatus': 'Off',
    }),
  },
  'AWS::Lambda::Version': {
    physicalId: (resource) => `${targetArn(resource)}:1`,
    attributes: (resource) => ({ Version: '1', FunctionArn: resource.physicalId }),
  },
  'AWS::Lambda::Alias': {
    physicalId: (resource) => `${targetArn(resource)}:${stringOf(resource.properties.Name) ?? ''}`,
    attributes: (resource) => ({ AliasArn: resource.physicalId }),
  },
  'AWS::Lambda::LayerVersion': {
    physicalId: (resource) => {
      const { region, accountId, partition, properties, logicalId } = resource;
      const name = stringOf(properties.LayerName) ?? `${logicalId}${resource.id(8)}`;
      return `arn:${partition}:lambda:${region}:${accountId}:layer:${name}:1`;
    },
    attributes: (resource) => ({ LayerVersionArn: resource.physicalId }),
  },
  'AWS::Lambda::Permission': {
    physicalId: (resource) =>
      `${resource.stackName}-${resource.logicalId}-${resource.id(suffixLength)}`,
    attributes: (resource) => ({ Id: resource.physicalId }),
  },
  'AWS::Lambda::EventInvokeConfig': {
    physicalId: (resource) =>
      `${resource.stackName}-${resource.logicalId}-${resource.id(suffixLength)}`,
  },
};

/** `<stack>-<logical id>-<random>`. The first two are cut to fit. */
function generateFunctionName(resource: NamedResource): string {
  const suffix = resource.id(suffixLength);
  const name = `${resource.stackName}-${resource.logicalId}-${suffix}`;
  if (name.length <= maxFunctionNameLength) return name;
  const stackName = resource.stackName.slice(0, stackNameLength);
  const left = maxFunctionNameLength - stackName.length - suffixLength - 2;
  return `${stackName}-${resource.logicalId.slice(0, left)}-${suffix}`;
}

export function functionArn(
  { region, accountId, partition }: { region: string; accountId: string; partition: string },
  name: string,
): string {
  return `arn:${partition}:lambda:${region}:${accountId}:function:${name}`;
}

// `FunctionName` of a version or an alias is a name or an ARN.
function targetArn(resource: NamedResource): string {
  const target = stringOf(resource.properties.FunctionName) ?? '';
  return target.startsWith('arn:') ? target : functionArn(resource, target);
}
