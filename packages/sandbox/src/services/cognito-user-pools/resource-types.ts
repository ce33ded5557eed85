import { createHash } from 'node:crypto';
import type { ResourceType } from '../../assembly/resource-graph.js';
import { isTrue, textOf } from '../../assembly/template-values.js';

const CLIENT_ID_ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyz';

/** The names and attributes that CloudFormation gives to the resources of user pools. */
export const resourceTypes = {
  'AWS::Cognito::UserPool': {
    physicalId: (resource) => `${resource.region}_${resource.id(9)}`,
    attributes({ partition, region, accountId, physicalId }) {
      const providerName = `cognito-idp.${region}.amazonaws.com/${physicalId}`;
      return {
        Arn: `arn:${partition}:cognito-idp:${region}:${accountId}:userpool/${physicalId}`,
        ProviderName: providerName,
        ProviderURL: `https://${providerName}`,
        UserPoolId: physicalId,
      };
    },
  },
  'AWS::Cognito::UserPoolClient': {
    physicalId: (resource) => resource.id(26, CLIENT_ID_ALPHABET),
    attributes: (resource) => ({
      ClientId: resource.physicalId,
      Name: textOf(resource.properties.ClientName) ?? resource.logicalId,
      ...(isTrue(resource.properties.GenerateSecret) && { ClientSecret: clientSecret(resource) }),
    }),
  },
  'AWS::Cognito::UserPoolGroup': {
    physicalId: (resource) => textOf(resource.properties.GroupName) ?? resource.logicalId,
  },
  'AWS::Cognito::UserPoolIdentityProvider': {
    physicalId: (resource) => textOf(resource.properties.ProviderName) ?? resource.logicalId,
  },
  'AWS::Cognito::UserPoolDomain': {
    physicalId: (resource) => textOf(resource.properties.Domain) ?? resource.logicalId,
    attributes: () => ({ CloudFrontDistribution: 'd111111abcdef8.cloudfront.net' }),
  },
} as const satisfies Readonly<Record<string, ResourceType>>;

/** A hash, so that the secret does not start with the same characters as the client's public id. */
function clientSecret(resource: { id(length: number, alphabet?: string): string }): string {
  const digest = createHash('sha512')
    .update(`client secret ${resource.id(64)}`)
    .digest();
  return Array.from(
    digest.subarray(0, 51),
    (byte) => CLIENT_ID_ALPHABET[byte % CLIENT_ID_ALPHABET.length],
  ).join('');
}
