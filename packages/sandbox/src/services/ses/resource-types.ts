import type { NamedResource, ResourceType } from '../../assembly/resource-graph.js';

/**
 * The names and attributes that CloudFormation gives to the resources of SES.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_SES.html
 */
export const sesResourceTypes: Readonly<Record<string, ResourceType>> = {
  'AWS::SES::EmailIdentity': {
    physicalId: ({ properties }) => String(properties.EmailIdentity ?? ''),
    attributes: ({ physicalId, id }) =>
      Object.fromEntries(
        [1, 2, 3].flatMap((number) => {
          const token = `${id(31, '0123456789abcdefghijklmnopqrstuvwxyz')}${number}`;
          return [
            [`DkimDNSTokenName${number}`, `${token}._domainkey.${physicalId}`],
            [`DkimDNSTokenValue${number}`, `${token}.dkim.amazonses.com`],
          ];
        }),
      ),
  },
  'AWS::SES::Template': {
    physicalId: (resource) => {
      const template = resource.properties.Template as { TemplateName?: unknown } | undefined;
      return nameOr(resource, template?.TemplateName);
    },
    attributes: ({ physicalId }) => ({ Id: physicalId }),
  },
  'AWS::SES::ConfigurationSet': {
    physicalId: (resource) => nameOr(resource, resource.properties.Name),
  },
};

function nameOr({ stackName, logicalId, id }: NamedResource, name: unknown): string {
  if (typeof name === 'string') return name;
  return `${stackName.slice(0, 24)}-${logicalId.slice(0, 24)}-${id(12)}`;
}
