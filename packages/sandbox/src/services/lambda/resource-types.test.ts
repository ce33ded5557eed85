import { describe, expect, test } from 'vitest';
import type { NamedResource, Properties } from '../../assembly/resource-graph.js';
import { lambdaResourceTypes } from './resource-types.js';

const place = { region: 'eu-west-1', accountId: '123456789012', partition: 'aws' };
const arn = 'arn:aws:lambda:eu-west-1:123456789012';

function name(type: string, properties: Properties = {}, names: Partial<NamedResource> = {}) {
  const resource: NamedResource = {
    ...place,
    logicalId: 'sayHello',
    stackName: 'app',
    url: 'http://127.0.0.1:1',
    properties,
    id: (length) => 'x'.repeat(length),
    ...names,
  };
  const resourceType = lambdaResourceTypes[type];
  const physicalId = resourceType?.physicalId(resource) ?? '';
  return { physicalId, attributes: resourceType?.attributes?.({ ...resource, physicalId }) };
}

describe('a function', () => {
  test.each([
    {
      title: 'has a name of its stack, its logical id and an id of its own',
      names: {},
      expected: 'app-sayHello-xxxxxxxxxxxx',
    },
    {
      title: 'has a name of 64 characters at most',
      names: { stackName: 's'.repeat(60), logicalId: 'l'.repeat(60) },
      expected: `${'s'.repeat(25)}-${'l'.repeat(25)}-xxxxxxxxxxxx`,
    },
    {
      title: 'keeps a short logical id whole',
      names: { stackName: 's'.repeat(60), logicalId: 'short' },
      expected: `${'s'.repeat(25)}-short-xxxxxxxxxxxx`,
    },
  ])('$title', ({ names, expected }) => {
    const { physicalId, attributes } = name('AWS::Lambda::Function', {}, names);

    expect(physicalId).toBe(expected);
    expect(physicalId.length).toBeLessThanOrEqual(64);
    expect(attributes).toMatchObject({ Arn: `${arn}:function:${expected}` });
  });

  test('may have its own name', () => {
    expect(name('AWS::Lambda::Function', { FunctionName: 'own' }).physicalId).toBe('own');
  });
});

test.each([
  {
    type: 'AWS::Lambda::Version',
    physicalId: `${arn}:function:own:1`,
    attribute: 'Version',
    value: '1',
  },
  {
    type: 'AWS::Lambda::Alias',
    physicalId: `${arn}:function:own:live`,
    attribute: 'AliasArn',
    value: `${arn}:function:own:live`,
  },
  {
    type: 'AWS::Lambda::LayerVersion',
    physicalId: `${arn}:layer:tools:1`,
    attribute: 'LayerVersionArn',
    value: `${arn}:layer:tools:1`,
  },
])('$type is named by its ARN', ({ type, physicalId, attribute, value }) => {
  for (const FunctionName of ['own', `${arn}:function:own`]) {
    const named = name(type, { FunctionName, Name: 'live', LayerName: 'tools' });

    expect(named.physicalId).toBe(physicalId);
    expect(named.attributes?.[attribute]).toBe(value);
  }
});

test('a layer without a name is named after its logical id', () => {
  expect(name('AWS::Lambda::LayerVersion').physicalId).toBe(`${arn}:layer:sayHelloxxxxxxxx:1`);
});
