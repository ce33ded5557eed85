import type { CfnResource } from 'aws-cdk-lib';

/** Tells resources of a CloudFormation type by it: one of another copy of the CDK is one, too. */
export function isOfType<Resource extends CfnResource>(type: string) {
  return (construct: object | undefined): construct is Resource =>
    construct !== undefined && 'cfnResourceType' in construct && construct.cfnResourceType === type;
}
