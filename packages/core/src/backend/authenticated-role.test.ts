import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { CfnUserPoolGroup } from 'aws-cdk-lib/aws-cognito';
import { describe, expect, it } from 'vitest';
import { RecipeError, useAuthenticatedRole } from './index.js';

/** Groups as Amplify makes them. */
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
  it('takes the role from the group, and leaves those of the others', () => {
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
    ['that there is not', ['ADMINS'], 'EVERYONE', 'ADMINS'],
    ['where there is none', [], 'EVERYONE', 'there is none'],
    ['that only every object has', ['ADMINS'], 'constructor', 'ADMINS'],
  ])('refuses a group %s, and names those that there are', (_, names, group, named) => {
    const { backend } = backendWith(...names);
    expect(() => useAuthenticatedRole(backend, group)).toThrow(RecipeError);
    expect(() => useAuthenticatedRole(backend, group)).toThrow(
      expect.objectContaining({
        name: 'GroupNotFoundError',
        resolution: `Name one of its groups (${named}), or add it to groups in defineAuth.`,
      }),
    );
  });
});
