import type { ResourceType } from '../../assembly/resource-graph.js';

/** The names and attributes that CloudFormation gives to the resources of KMS. */
export const kmsResourceTypes = {
  'AWS::KMS::Key': {
    physicalId: ({ properties, id }) => {
      const hex = id(32, '0123456789abcdef');
      // The id of a multi-Region key has a prefix.
      if (properties.MultiRegion === true || properties.MultiRegion === 'true') return `mrk-${hex}`;
      return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
    },
    attributes: ({ partition, region, accountId, physicalId }) => ({
      Arn: `arn:${partition}:kms:${region}:${accountId}:key/${physicalId}`,
      KeyId: physicalId,
    }),
  },
  'AWS::KMS::Alias': {
    physicalId: ({ properties, logicalId }) => String(properties.AliasName ?? `alias/${logicalId}`),
  },
} as const satisfies Readonly<Record<string, ResourceType>>;
