import type { CfnResource } from 'aws-cdk-lib';

/** Recognizes resources by their CloudFormation type, also those of another copy of the CDK. */
export function isOfType<Resource extends CfnResource>(type: string) {
  return (construct: object | undefined): construct is Resource =>
    construct !== undefined && 'cfnResourceType' in construct && construct.cfnResourceType === type;
}
