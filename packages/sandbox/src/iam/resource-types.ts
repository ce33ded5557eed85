import type { ResourceType } from '../assembly/resource-graph.js';

/**
 * Roles and policies. They get names here, so that functions and identities have credentials of
 * their own.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-role.html
 */
export const iamResourceTypes: Readonly<Record<string, ResourceType>> = {
  'AWS::IAM::Role': {
    physicalId: ({ properties, stackName, logicalId, id }) =>
      typeof properties.RoleName === 'string'
        ? properties.RoleName
        : // CloudFormation cuts the generated name to IAM's limit of 64 characters.
          `${stackName.slice(0, 24)}-${logicalId.slice(0, 24)}-${id(12)}`,
    attributes: ({ physicalId, properties, accountId, partition, id }) => ({
      Arn: `arn:${partition}:iam::${accountId}:role${properties.Path ?? '/'}${physicalId}`,
      RoleId: `AROA${id(17, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567')}`,
    }),
  },
  'AWS::IAM::Policy': {
    physicalId: ({ properties, logicalId }) => String(properties.PolicyName ?? logicalId),
    attributes: ({ physicalId }) => ({ Id: physicalId }),
  },
  'AWS::IAM::ManagedPolicy': {
    physicalId: ({ logicalId, stackName, accountId, partition, id }) =>
      `arn:${partition}:iam::${accountId}:policy/${stackName}-${logicalId}-${id(12)}`,
    attributes: ({ physicalId, id }) => ({
      PolicyArn: physicalId,
      PolicyId: `ANPA${id(17, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567')}`,
    }),
  },
};
