import { describe, expect, test } from 'vitest';
import type { Assembly, Template } from './assembly.js';
import { resolveAssembly } from './resolve.js';
import type { ResourceType } from './resource-graph.js';

const thing: ResourceType = {
  physicalId: ({ id }) => `thing-${id(6)}`,
  attributes: ({ physicalId, region }) => ({ Arn: `arn:${region}:${physicalId}` }),
};

function resolve(
  template: Template,
  nested: Record<string, Template> = {},
  key = 'key',
  others: Assembly['others'] = [],
) {
  const assembly: Assembly = {
    stackName: 'root',
    template,
    others,
    assetPath: (objectKey) => `/assembly/${objectKey}`,
    readTemplate: (path) => nested[path.slice('/assembly/'.length)] as Template,
  };
  return resolveAssembly(assembly, {
    url: 'http://127.0.0.1:1',
    region: 'eu-west-1',
    accountId: '123456789012',
    partition: 'aws',
    resourceTypes: { 'Test::Thing': thing },
    key: Buffer.from(key),
  });
}

/** The value that one expression resolves to, in a template with one resource, `Thing`. */
function value(expression: unknown, template: Partial<Template> = {}) {
  return resolve({
    ...template,
    Resources: { Thing: { Type: 'Test::Thing' }, ...template.Resources },
    Outputs: { Value: { Value: expression } },
  }).outputs.Value;
}

const thingId = value({ Ref: 'Thing' });

describe('intrinsic functions', () => {
  test.each<[string, unknown, unknown]>([
    ['Ref to a resource', { Ref: 'Thing' }, thingId],
    ['Ref to a pseudo parameter', { Ref: 'AWS::Region' }, 'eu-west-1'],
    ['Fn::GetAtt as a list', { 'Fn::GetAtt': ['Thing', 'Arn'] }, `arn:eu-west-1:${thingId}`],
    ['Fn::GetAtt as text', { 'Fn::GetAtt': 'Thing.Arn' }, `arn:eu-west-1:${thingId}`],
    [
      'Fn::Sub',
      { 'Fn::Sub': 'a/${AWS::AccountId}/${Thing.Arn}/${!Literal}' },
      `a/123456789012/arn:eu-west-1:${thingId}/\${Literal}`,
    ],
    [
      'Fn::Sub with values of its own',
      { 'Fn::Sub': ['${A}-${AWS::Region}', { A: { Ref: 'Thing' } }] },
      `${thingId}-eu-west-1`,
    ],
    ['Fn::Join', { 'Fn::Join': ['-', ['a', { Ref: 'AWS::Partition' }, 1, true]] }, 'a-aws-1-true'],
    [
      'Fn::Join of a list that a function gives',
      { 'Fn::Join': ['+', { 'Fn::Split': [',', 'a,b'] }] },
      'a+b',
    ],
    ['Fn::Select', { 'Fn::Select': ['1', ['a', 'b']] }, 'b'],
    ['Fn::Split', { 'Fn::Split': ['/', 'a/b/c'] }, ['a', 'b', 'c']],
    ['Fn::If, true', { 'Fn::If': ['Yes', 'a', { Ref: 'Nowhere' }] }, 'a'],
    ['Fn::If, false', { 'Fn::If': ['No', { Ref: 'Nowhere' }, 'b'] }, 'b'],
    ['Fn::FindInMap', { 'Fn::FindInMap': ['Map', { Ref: 'AWS::Region' }, 'Key'] }, 'found'],
    ['Fn::Base64', { 'Fn::Base64': 'hello' }, 'aGVsbG8='],
    ['Fn::Length', { 'Fn::Length': ['a', 'b'] }, 2],
    [
      'Fn::ToJsonString',
      { 'Fn::ToJsonString': { a: { Ref: 'AWS::Region' } } },
      '{"a":"eu-west-1"}',
    ],
    ['Fn::GetAZs', { 'Fn::GetAZs': '' }, ['eu-west-1a', 'eu-west-1b', 'eu-west-1c']],
    ['AWS::NoValue in a list', ['a', { Ref: 'AWS::NoValue' }], ['a']],
    ['AWS::NoValue in an object', { a: 1, b: { Ref: 'AWS::NoValue' } }, { a: 1 }],
    ['an object that has Ref among others', { Ref: 'Nowhere', b: 1 }, { Ref: 'Nowhere', b: 1 }],
    ['a parameter', { Ref: 'Name' }, 'default'],
    ['a list parameter', { Ref: 'List' }, ['a', 'b']],
  ])('%s', (_, expression, expected) => {
    expect(
      value(expression, {
        Parameters: {
          Name: { Type: 'String', Default: 'default' },
          List: { Type: 'CommaDelimitedList', Default: 'a, b' },
        },
        Conditions: {
          Yes: { 'Fn::Not': [{ Condition: 'No' }] },
          No: {
            'Fn::Or': [
              { 'Fn::Equals': ['a', { Ref: 'Name' }] },
              { 'Fn::And': [{ 'Fn::Equals': [1, 1] }, { 'Fn::Equals': [1, 2] }] },
            ],
          },
        },
        Mappings: { Map: { 'eu-west-1': { Key: 'found' } } },
      }),
    ).toEqual(expected);
  });

  test.each<[string, unknown, string]>([
    [
      'a name that is not there',
      { Ref: 'Nowhere' },
      'Outputs.Value: there is no Nowhere to refer to.',
    ],
    [
      'an attribute of a resource that is not there',
      { 'Fn::GetAtt': ['Nowhere', 'Arn'] },
      'Outputs.Value: there is no attribute Arn of Nowhere.',
    ],
    [
      'a condition that is not there',
      { 'Fn::If': ['None', 1, 2] },
      'Outputs.Value: there is no condition None.',
    ],
    [
      'a mapping that is not there',
      { 'Fn::FindInMap': ['A', 'constructor', 'name'] },
      'Outputs.Value: there is no mapping A / constructor / name.',
    ],
    [
      'an object where text is expected',
      { 'Fn::Join': ['', [{ a: 1 }]] },
      'Outputs.Value: text was expected.',
    ],
    [
      'an index past the end',
      { 'Fn::Select': [2, ['a']] },
      'Outputs.Value: Fn::Select finds no entry 2.',
    ],
  ])('name the place of an error: %s', (_, expression, message) => {
    expect(() => value(expression)).toThrow(
      expect.objectContaining({ code: 'TEMPLATE_UNSUPPORTED', message }),
    );
  });
});

describe('what only AWS knows', () => {
  const unserved = { Resources: { Zone: { Type: 'AWS::Test::Zone' } } };
  const list = { 'Fn::GetAtt': ['Zone', 'Servers'] };

  test.each<[string, unknown, RegExp | readonly RegExp[], readonly string[]]>([
    [
      'an attribute of a supported type',
      { 'Fn::GetAtt': ['Thing', 'Nope'] },
      new RegExp(`^${thingId}\\.Nope$`),
      [
        'The sandbox does not know the attribute Nope of Thing (Test::Thing) and uses a placeholder for it.',
      ],
    ],
    [
      'an ARN of a supported type',
      { 'Fn::GetAtt': ['Thing', 'OtherArn'] },
      new RegExp(`^arn:aws:thing:eu-west-1:123456789012:${thingId}$`),
      [
        'The sandbox does not know the attribute OtherArn of Thing (Test::Thing) and uses a placeholder for it.',
      ],
    ],
    [
      'an attribute with a name from Object.prototype',
      { 'Fn::GetAtt': ['Thing', 'toString'] },
      new RegExp(`^${thingId}\\.toString$`),
      [
        'The sandbox does not know the attribute toString of Thing (Test::Thing) and uses a placeholder for it.',
      ],
    ],
    ['the first of a list', { 'Fn::Select': [0, list] }, /^root-Zone-\w{12}\.Servers$/, []],
    ['a later one of a list', { 'Fn::Select': ['3', list] }, /^root-Zone-\w{12}\.Servers\.3$/, []],
    [
      'a part of a text',
      { 'Fn::Select': [1, { 'Fn::Split': ['://', { 'Fn::GetAtt': ['Zone', 'Url'] }] }] },
      /^root-Zone-\w{12}\.Url\.1$/,
      [],
    ],
    [
      'a part of a part',
      { 'Fn::Select': [2, { 'Fn::Split': ['-', { 'Fn::Select': [0, list] }] }] },
      /^\w{12}\.Servers$/,
      [],
    ],
    ['a whole list', { 'Fn::Join': [',', list] }, /^root-Zone-\w{12}\.Servers$/, []],
    [
      'an export of a stack outside of the app',
      { 'Fn::ImportValue': { 'Fn::Sub': 'vpc-${AWS::Region}' } },
      /^placeholder-of-vpc-eu-west-1$/,
      [
        'Outputs.Value: the sandbox does not know the value vpc-eu-west-1, which another stack exports in AWS, and uses a placeholder for it.',
      ],
    ],
    [
      'a function',
      { 'Fn::Select': [1, { 'Fn::Cidr': ['10.0.0.0/16', 2, 8] }] },
      /^placeholder-of-Fn-Cidr\.1$/,
      ['Outputs.Value[1]: the sandbox does not know Fn::Cidr and uses a placeholder for it.'],
    ],
  ])('is a placeholder: %s', (_, expression, expected, warnings) => {
    const { outputs, warnings: told } = resolve({
      Resources: { Thing: { Type: 'Test::Thing' }, ...unserved.Resources },
      Outputs: { Value: { Value: expression } },
    });
    expect(outputs.Value).toMatch(expected as RegExp);
    expect(told).toEqual(warnings);
  });

  test.each<[string, Template['Resources'], unknown, RegExp]>([
    [
      'the URL of an API of API Gateway',
      {
        Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'orders' } },
        Stage: { Type: 'AWS::ApiGateway::Stage', Properties: { StageName: 'prod' } },
      },
      {
        'Fn::Join': [
          '',
          [
            'https://',
            { Ref: 'Api' },
            '.execute-api.',
            { Ref: 'AWS::Region' },
            '.',
            { Ref: 'AWS::URLSuffix' },
            '/',
            { Ref: 'Stage' },
            '/',
          ],
        ],
      },
      /^https:\/\/[a-z0-9]{10}\.execute-api\.eu-west-1\.amazonaws\.com\/prod\/$/,
    ],
    [
      'the URL of an HTTP API, from its endpoint',
      { Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: 'HTTP' } } },
      { 'Fn::GetAtt': ['Api', 'ApiEndpoint'] },
      /^https:\/\/[a-z0-9]{10}\.execute-api\.eu-west-1\.amazonaws\.com$/,
    ],
    [
      'the default stage of an HTTP API',
      { Stage: { Type: 'AWS::ApiGatewayV2::Stage', Properties: { StageName: '$default' } } },
      { Ref: 'Stage' },
      /^\$default$/,
    ],
    [
      'a state machine',
      { Machine: { Type: 'AWS::StepFunctions::StateMachine' } },
      { Ref: 'Machine' },
      /^arn:aws:states:eu-west-1:123456789012:stateMachine:root-Machine-\w{12}$/,
    ],
    [
      'a resource with a name of its own',
      { Group: { Type: 'AWS::Athena::WorkGroup', Properties: { WorkGroupName: 'reports' } } },
      { Ref: 'Group' },
      /^reports$/,
    ],
  ])('is as in CloudFormation: %s', (_, Resources, expression, expected) => {
    const { outputs } = resolve({
      ...(Resources && { Resources }),
      Outputs: { Value: { Value: expression } },
    });
    expect(outputs.Value).toMatch(expected);
  });
});

describe('root stacks beside that of Amplify', () => {
  const certificates: Template = {
    Resources: {
      Other: { Type: 'Test::Thing', Properties: { From: { 'Fn::ImportValue': 'thing' } } },
    },
    Outputs: {
      Other: { Value: { Ref: 'Other' }, Export: { Name: { 'Fn::Sub': 'other-${AWS::Region}' } } },
    },
  };
  const main: Template = {
    Resources: {
      Other: {
        Type: 'Test::Thing',
        Properties: { From: { 'Fn::ImportValue': 'other-eu-west-1' } },
      },
      Thing: { Type: 'Test::Thing' },
    },
    Outputs: { Thing: { Value: { Ref: 'Thing' }, Export: { Name: 'thing' } } },
  };

  test('are deployed, and use the exports of each other', () => {
    const other = { stackName: 'certificates', template: certificates, region: 'us-east-1' };
    const graph = resolve(main, {}, 'key', [other]);
    const [first, second, third] = graph.resources;
    expect(graph.resources.map(({ path }) => path)).toEqual([
      'Other',
      'Thing',
      'certificates/Other',
    ]);
    expect(first?.properties.From).toBe(third?.physicalId);
    expect(third?.properties.From).toBe(second?.physicalId);
    expect(third?.physicalId).not.toBe(first?.physicalId);
    expect(Object.keys(graph.outputs)).toEqual(['Thing']);
    expect(graph.warnings).toEqual([
      'The stack certificates is in us-east-1 in AWS. Here its resources are in eu-west-1, beside the others.',
    ]);
  });

  test('of the same Region cause no warning', () => {
    const other = { stackName: 'certificates', template: certificates, region: undefined };
    expect(resolve(main, {}, 'key', [other]).warnings).toEqual([]);
  });
});

describe('resources', () => {
  test('keep their names from one start to the next, and differ between data directories', () => {
    const template = { Resources: { A: { Type: 'Test::Thing' }, B: { Type: 'Test::Thing' } } };
    const names = (key?: string) => resolve(template, {}, key).resources.map((r) => r.physicalId);
    expect(names()).toEqual(names());
    expect(new Set([...names(), ...names('another')]).size).toBe(4);
  });

  test('refer to each other in any order', () => {
    const { resources } = resolve({
      Resources: {
        First: { Type: 'Test::Thing', Properties: { Other: { 'Fn::GetAtt': ['Second', 'Arn'] } } },
        Second: { Type: 'Test::Thing' },
      },
    });
    expect(resources[0]?.properties.Other).toBe(resources[1]?.attributes.Arn);
  });

  test('that refer to each other in a circle are an error', () => {
    expect(() =>
      resolve({
        Resources: {
          A: { Type: 'Test::Thing', Properties: { Other: { Ref: 'B' } } },
          B: { Type: 'Test::Thing', Properties: { Other: { Ref: 'A' } } },
        },
      }),
    ).toThrow('A: it depends on itself, which CloudFormation refuses.');
  });

  test('whose condition is false do not exist', () => {
    const { resources } = resolve({
      Conditions: { No: { 'Fn::Equals': ['a', 'b'] } },
      Resources: { A: { Type: 'Test::Thing', Condition: 'No' }, B: { Type: 'Test::Thing' } },
    });
    expect(resources.map(({ logicalId }) => logicalId)).toEqual(['B']);
  });

  test("take Amplify's friendly name, the construct path and the bundled code", () => {
    const [resource] = resolve({
      Resources: {
        A: {
          Type: 'Test::Thing',
          Properties: {
            Tags: [{ Key: 'amplify:friendly-name', Value: 'say-hello' }],
            Code: { S3Key: 'abc.zip' },
          },
          Metadata: { 'aws:cdk:path': 'root/function/say-hello/Resource' },
        },
      },
    }).resources;
    expect(resource).toMatchObject({
      name: 'say-hello',
      path: 'function/say-hello/Resource',
      assetPath: '/assembly/abc.zip',
    });
  });

  test('of an unsupported type still have names and attributes', () => {
    const { resources, outputs } = resolve({
      Resources: { A: { Type: 'AWS::SQS::Queue' } },
      Outputs: {
        Arn: { Value: { 'Fn::GetAtt': ['A', 'Arn'] } },
        OtherArn: { Value: { 'Fn::GetAtt': ['A', 'DeadLetterArn'] } },
        Url: { Value: { 'Fn::GetAtt': ['A', 'QueueUrl'] } },
      },
    });
    const name = resources[0]?.physicalId;
    expect(outputs).toEqual({
      Arn: `arn:aws:sqs:eu-west-1:123456789012:${name}`,
      OtherArn: `arn:aws:sqs:eu-west-1:123456789012:${name}`,
      Url: `${name}.QueueUrl`,
    });
  });
});

test.each<[string, unknown]>([
  ['by its list form', { 'Fn::GetAtt': ['Queue', 'Endpoint.Address'] }],
  ['by its text form', { 'Fn::GetAtt': 'Queue.Endpoint.Address' }],
  ['in a text', { 'Fn::Sub': '${Queue.Endpoint.Address}' }],
])('an attribute with a dot in its name is found %s', (_, expression) => {
  const resources = { Resources: { Queue: { Type: 'AWS::SQS::Queue' } } };
  expect(value(expression, resources)).toMatch(/^root-Queue-\w{12}\.Endpoint\.Address$/);
});

test('a resource of an unsupported type can be printed and compared', () => {
  const [resource] = resolve({ Resources: { A: { Type: 'AWS::SQS::Queue' } } }).resources;
  expect(JSON.parse(JSON.stringify(resource))).toMatchObject({ type: 'AWS::SQS::Queue' });
  expect(Object.prototype.toString.call(resource?.attributes)).toBe('[object Object]');
  expect({ ...resource?.attributes }).toEqual({});
});

test.each<[string, Template]>([
  ['a reference', { Outputs: { A: { Value: { Ref: 'constructor' } } } }],
  ['an attribute', { Outputs: { A: { Value: { 'Fn::GetAtt': ['toString', 'Arn'] } } } }],
  ['a condition', { Resources: { A: { Type: 'Test::Thing', Condition: 'valueOf' } } }],
  ['a resource without a type', { Resources: { A: {} as { Type: string } } }],
])(
  'a name that a template does not define is an error, even one of Object.prototype: %s',
  (_, template) => {
    expect(() => resolve({ Parameters: {}, Conditions: {}, Resources: {}, ...template })).toThrow(
      expect.objectContaining({ code: 'TEMPLATE_UNSUPPORTED' }),
    );
  },
);

test('a template of some megabytes is resolved', () => {
  const Resources = Object.fromEntries(
    Array.from({ length: 500 }, (_, index) => [
      `Thing${index}`,
      {
        Type: 'Test::Thing',
        Properties: {
          Text: 'x'.repeat(10_000),
          // Backwards, so that each resource is first resolved for the one before.
          ...(index < 499 && { Next: { Ref: `Thing${index + 1}` } }),
        },
      },
    ]),
  );
  expect(resolve({ Resources }).resources).toHaveLength(500);
});

describe('nested stacks', () => {
  const child: Template = {
    Parameters: { Given: { Type: 'String' } },
    Resources: { Inner: { Type: 'Test::Thing', Properties: { Given: { Ref: 'Given' } } } },
    Outputs: { InnerArn: { Value: { 'Fn::GetAtt': ['Inner', 'Arn'] } } },
  };
  const parent: Template = {
    Resources: {
      Outer: { Type: 'Test::Thing' },
      Child: {
        Type: 'AWS::CloudFormation::Stack',
        Properties: {
          TemplateURL: {
            'Fn::Sub': 'https://s3.${AWS::Region}.${AWS::URLSuffix}/bucket/child.json',
          },
          Parameters: { Given: { Ref: 'Outer' } },
        },
      },
    },
    Outputs: { Arn: { Value: { 'Fn::GetAtt': ['Child', 'Outputs.InnerArn'] } } },
  };

  test('take parameters from their parent and give it outputs', () => {
    const graph = resolve(parent, { 'child.json': child });
    const [inner, outer] = graph
      .ofType('Test::Thing')
      .toSorted((a, b) => (a.logicalId < b.logicalId ? -1 : 1));
    expect(inner?.properties.Given).toBe(outer?.physicalId);
    expect(graph.outputs.Arn).toBe(inner?.attributes.Arn);
  });

  test('name the place of an error with the path to it', () => {
    const broken = { ...child, Outputs: { InnerArn: { Value: { Ref: 'Nowhere' } } } };
    expect(() => resolve(parent, { 'child.json': broken })).toThrow(
      'Child/Outputs.InnerArn: there is no Nowhere to refer to.',
    );
  });

  test('without a value for a parameter are an error', () => {
    const noParameters = structuredClone(parent) as {
      Resources: Record<string, { Properties?: { Parameters?: unknown } }>;
    };
    delete noParameters.Resources.Child?.Properties?.Parameters;
    expect(() => resolve(noParameters as Template, { 'child.json': child })).toThrow(
      'Child/Parameters.Given: the parameter has no value.',
    );
  });
});
