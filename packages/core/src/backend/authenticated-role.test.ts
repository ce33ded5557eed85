import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { CfnUserPoolGroup } from 'aws-cdk-lib/aws-cognito';
import { describe, expect, it } from 'vitest';
import { RecipeError, useAuthenticatedRole } from './index.js';

/** Groups as Amplify creates them. */
function backendWith(...names: string[]) {
  const stack = new Stack(new App(), 'auth');
  const groups = Object.fromEntries(
    names.map((groupName) => {
      const cfnUserGroup = new CfnUserPoolGroup(stack, groupName, {
        userPoolId: 'us-east-1_example',
        groupName,
        roleArn: `arn:aws:iam::123456789012:role/${groupName}`,
      });
      return [groupName, { cfnUserGroup }];
    }),
  );
  return {
    backend: { auth: { resources: { groups } } },
    template: () => Template.fromStack(stack),
  };
}

describe('useAuthenticatedRole', () => {
  it('removes the role of the group and keeps the roles of the others', () => {
    const { backend, template } = backendWith('EVERYONE', 'ADMINS');
    useAuthenticatedRole(backend, 'EVERYONE');
    template().hasResourceProperties('AWS::Cognito::UserPoolGroup', {
      GroupName: 'EVERYONE',
      RoleArn: Match.absent(),
    });
    template().hasResourceProperties('AWS::Cognito::UserPoolGroup', {
      GroupName: 'ADMINS',
      RoleArn: 'arn:aws:iam::123456789012:role/ADMINS',
    });
  });

  it.each([
    ['that does not exist', ['ADMINS'], 'EVERYONE', 'ADMINS'],
    ['of a pool without groups', [], 'EVERYONE', 'it has none'],
    ['with the name of an inherited property', ['ADMINS'], 'constructor', 'ADMINS'],
  ])('rejects a group %s and lists the existing groups', (_, names, group, named) => {
    const { backend } = backendWith(...names);
    expect(() => useAuthenticatedRole(backend, group)).toThrow(RecipeError);
    expect(() => useAuthenticatedRole(backend, group)).toThrow(
      expect.objectContaining({
        name: 'GroupNotFoundError',
        resolution: `Use one of its groups (${named}), or add ${group} to "groups" in defineAuth.`,
      }),
    );
  });
});
