import { RecipeError } from '@amplify-recipes/core/backend';
import { App, NestedStack, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Policy } from 'aws-cdk-lib/aws-iam';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { beforeEach, describe, expect, it } from 'vitest';
import { connectProfileTable } from './resource.js';

let auth: Stack;
let data: Stack;
let variables: { readonly name: string; readonly path: string }[];

beforeEach(() => {
  const root = new Stack(new App(), 'amplify-app-me-sandbox-0123456789');
  auth = new NestedStack(root, 'auth');
  data = new NestedStack(root, 'data');
  variables = [];
});

function lambdaNamed(id: string) {
  return new LambdaFunction(auth, id, {
    code: Code.fromInline('exports.handler = async () => {}'),
    handler: 'index.handler',
    runtime: Runtime.NODEJS_22_X,
  });
}

/** A function as Amplify creates it. */
function functionNamed(id: string) {
  const lambda = lambdaNamed(id);
  const acceptResourceAccess = (policy: Policy, entries: typeof variables) => {
    if (lambda.role) policy.attachToRole(lambda.role);
    variables.push(...entries);
  };
  return { resources: { lambda }, getResourceAccessAcceptor: () => ({ acceptResourceAccess }) };
}

const tableNamed = (id: string) =>
  new Table(data, id, { partitionKey: { name: 'id', type: AttributeType.STRING } });

describe('the connection of a table of profiles', () => {
  it('lets the function put items into this table, and nothing else', () => {
    const table = tableNamed('UserProfileTable');
    tableNamed('NoteTable');
    connectProfileTable(functionNamed('create-user-profile'), table);
    const policies = Template.fromStack(data).findResources('AWS::IAM::Policy');
    expect(
      Object.values(policies).flatMap(({ Properties }) => Properties.PolicyDocument.Statement),
    ).toEqual([
      { Action: 'dynamodb:PutItem', Effect: 'Allow', Resource: data.resolve(table.tableArn) },
    ]);
  });

  it('passes on the name of the table in a parameter of the stack of the data', () => {
    const table = tableNamed('UserProfileTable');
    connectProfileTable(functionNamed('create-user-profile'), table);
    const path = '/amplify/amplify-app-me-sandbox-0123456789/data/UserProfileTable/name';
    expect(variables).toEqual([{ name: 'PROFILE_TABLE_NAME', path }]);
    Template.fromStack(data).hasResourceProperties('AWS::SSM::Parameter', {
      Name: path,
      Value: data.resolve(table.tableName),
    });
  });

  it('does not make the stack of the user pool depend on the stack of the data', () => {
    connectProfileTable(functionNamed('create-user-profile'), tableNamed('UserProfileTable'));
    const { Parameters = {} } = Template.fromStack(auth).toJSON();
    expect(Parameters).toEqual({});
  });

  it('connects several functions, and several tables in one stack', () => {
    const profiles = tableNamed('UserProfileTable');
    const members = tableNamed('MemberTable');
    connectProfileTable(functionNamed('first'), profiles);
    connectProfileTable(functionNamed('second'), profiles);
    connectProfileTable(functionNamed('third'), members);
    Template.fromStack(data).resourceCountIs('AWS::SSM::Parameter', 2);
    const [first, second, third] = variables.map(({ path }) => path);
    expect(second).toBe(first);
    expect(third).toContain('/MemberTable/');
  });

  it('rejects a table that does not exist', () => {
    expect(() => connectProfileTable(functionNamed('profiles'), undefined)).toThrow(
      'The table for the function "profiles" does not exist.',
    );
  });

  it('rejects a function that Amplify did not create', () => {
    const own = { resources: { lambda: lambdaNamed('own') } };
    const table = tableNamed('UserProfileTable');
    const connect = () => connectProfileTable(own, table);
    expect(connect).toThrow(RecipeError);
    expect(connect).toThrow('The function "own" was not created by Amplify.');
  });
});
