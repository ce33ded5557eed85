import { describe, expect, test } from 'vitest';
import { secretsManagerResourceTypes } from '../services/secretsmanager/resource-types.js';
import { ssm } from '../services/ssm/index.js';
import { openSecrets } from '../store/secrets.js';
import type { Template } from './assembly.js';
import { resolveAssembly } from './resolve.js';

const LOCAL: Readonly<Record<string, string>> = {
  shared_api_key: 'local parameter',
  token: 'local token',
  database: '{"password":"local password","port":5432}',
};

const thing = { physicalId: ({ logicalId }: { readonly logicalId: string }) => logicalId };

function resolve(template: Template, nested: Readonly<Record<string, Template>> = {}) {
  return resolveAssembly(
    {
      stackName: 'root',
      template,
      others: [],
      assetPath: (key) => key,
      readTemplate: (path) => nested[path] as Template,
    },
    {
      url: 'http://127.0.0.1:1',
      region: 'eu-west-1',
      accountId: '123456789012',
      partition: 'aws',
      key: Buffer.from('key'),
      localSecret: (name) => LOCAL[name],
      resourceTypes: {
        'Test::Thing': thing,
        ...secretsManagerResourceTypes,
        ...ssm(openSecrets(false)).resourceTypes,
      },
    },
  );
}

const STORED: NonNullable<Template['Resources']> = {
  Parameter: {
    Type: 'AWS::SSM::Parameter',
    Properties: { Name: '/app/table', Type: 'String', Value: { Ref: 'Other' } },
  },
  List: {
    Type: 'AWS::SSM::Parameter',
    Properties: { Name: 'list', Type: 'StringList', Value: 'a,b' },
  },
  Unnamed: { Type: 'AWS::SSM::Parameter', Properties: { Type: 'String', Value: 'unnamed' } },
  Secret: {
    Type: 'AWS::SecretsManager::Secret',
    Properties: { Name: 'app/key', SecretString: '{"user":"ada","age":36}' },
  },
  Generated: { Type: 'AWS::SecretsManager::Secret', Properties: { GenerateSecretString: {} } },
  Other: { Type: 'Test::Thing' },
};

/** The resolved value of a property of a supported resource. */
function value(expression: unknown, template: Template = {}) {
  const graph = resolve({
    ...template,
    Resources: { Value: { Type: 'Test::Thing', Properties: { of: expression } }, ...STORED },
  });
  return graph.resources[0]?.properties.of;
}

const ofSecret = (rest: string, secret = 'Secret') => ({
  'Fn::Join': ['', ['{{resolve:secretsmanager:', { Ref: secret }, `:${rest}}}`]],
});

describe('a dynamic reference', () => {
  test.each<[string, unknown, unknown]>([
    ['a parameter of the template', '{{resolve:ssm:/app/table}}', 'Other'],
    ['one with a version', '{{resolve:ssm:/app/table:1}}', 'Other'],
    [
      'a parameter without a name of its own',
      { 'Fn::Sub': '{{resolve:ssm:${Unnamed}}}' },
      'unnamed',
    ],
    ['a secure parameter', '{{resolve:ssm-secure:/shared/api/key}}', 'local parameter'],
    ['a secret by its name', '{{resolve:secretsmanager:app/key}}', '{"user":"ada","age":36}'],
    ['a member of it', '{{resolve:secretsmanager:app/key:SecretString:user}}', 'ada'],
    ['a number in it', '{{resolve:secretsmanager:app/key:SecretString:age::}}', '36'],
    ['a secret by its ARN, as CDK writes it', ofSecret('SecretString:user::'), 'ada'],
    ['its current version', ofSecret('SecretString:user:AWSCURRENT'), 'ada'],
    [
      'a generated secret',
      ofSecret('SecretString:::', 'Generated'),
      expect.stringMatching(/^.{32}$/),
    ],
    ['a secret that the developer set', '{{resolve:secretsmanager:token}}', 'local token'],
    [
      'one by an ARN of AWS',
      '{{resolve:secretsmanager:arn:aws:secretsmanager:eu-west-1:111122223333:secret:database:SecretString:password}}',
      'local password',
    ],
    [
      'several in one text',
      'postgres://{{resolve:secretsmanager:app/key:SecretString:user}}:{{resolve:secretsmanager:token}}@db/{{resolve:ssm:list}}',
      'postgres://ada:local token@db/a,b',
    ],
    ['one deep in a list', [{ a: ['{{resolve:ssm:list}}'] }], [{ a: ['a,b'] }]],
    ['text that is no reference', '{{resolve:other:x}} {{x}}', '{{resolve:other:x}} {{x}}'],
  ])('gives %s', (_, expression, expected) => {
    expect(value(expression)).toEqual(expected);
  });

  test.each<[string, string, string, string]>([
    [
      'a parameter',
      '{{resolve:ssm:/nowhere/at/all}}',
      'Value.Properties: the parameter /nowhere/at/all is neither a resource of the backend nor set here.',
      'Set it: npx amplify-recipes sandbox secret set nowhere_at_all',
    ],
    [
      'a secret',
      '{{resolve:secretsmanager:nowhere:SecretString:user::}}',
      'Value.Properties: the member user of the secret nowhere is neither a resource of the backend nor set here.',
      'Set it, as a JSON object: npx amplify-recipes sandbox secret set nowhere',
    ],
    [
      'a member',
      '{{resolve:secretsmanager:app/key:SecretString:toString}}',
      'Value.Properties: the member toString of the secret app/key is neither a resource of the backend nor set here.',
      'Set it, as a JSON object: npx amplify-recipes sandbox secret set app_key',
    ],
    [
      'a version',
      '{{resolve:secretsmanager:app/key:SecretString:user:AWSPREVIOUS:}}',
      'Value.Properties: the member user of the version AWSPREVIOUS of the secret app/key is neither a resource of the backend nor set here.',
      'Refer to the current version: the sandbox has no other version.',
    ],
  ])('to %s that does not exist is refused by name', (_, expression, message, resolution) => {
    expect(() => value(expression)).toThrow(
      expect.objectContaining({ code: 'TEMPLATE_UNSUPPORTED', message, resolution }),
    );
  });

  test('that only an unsupported type uses is a placeholder, and is named', () => {
    const graph = resolve({
      Resources: {
        Build: {
          Type: 'AWS::CodeBuild::SourceCredential',
          Properties: { Token: '{{resolve:secretsmanager:github-token}}' },
        },
      },
    });
    expect(graph.resources[0]?.properties.Token).toBe('placeholder-of-github-token');
    expect(graph.warnings).toEqual([
      'Build.Properties: the sandbox does not know the secret github-token and uses a placeholder for it.',
    ]);
  });

  test('resolves values of another stack and of its parameters', () => {
    const child: Template = {
      Parameters: { Given: { Type: 'String' } },
      Resources: {
        Inner: {
          Type: 'Test::Thing',
          Properties: { of: '{{resolve:ssm:/app/table}}', given: { Ref: 'Given' } },
        },
        Own: {
          Type: 'AWS::SSM::Parameter',
          Properties: { Name: 'own', Type: 'String', Value: 'of the child' },
        },
      },
    };
    const graph = resolve(
      {
        Resources: {
          Child: {
            Type: 'AWS::CloudFormation::Stack',
            Properties: {
              TemplateURL: 'https://s3/child',
              Parameters: { Given: '{{resolve:secretsmanager:token}}' },
            },
          },
          Outer: { Type: 'Test::Thing', Properties: { of: '{{resolve:ssm:own}}' } },
          ...STORED,
        },
      },
      { child },
    );
    const properties = (logicalId: string) =>
      graph.resources.find((each) => each.logicalId === logicalId)?.properties;
    expect(properties('Inner')).toEqual({ of: 'Other', given: 'local token' });
    expect(properties('Outer')).toEqual({ of: 'of the child' });
  });

  test('skips resources that depend on the referring resource', () => {
    const graph = resolve({
      Resources: {
        User: { Type: 'Test::Thing', Properties: { of: '{{resolve:ssm:/app/url}}' } },
        Waiting: {
          Type: 'AWS::SSM::Parameter',
          Properties: { Name: { 'Fn::Sub': '/${User}' }, Type: 'String', Value: 'waits' },
        },
        Url: {
          Type: 'AWS::SSM::Parameter',
          Properties: { Name: '/app/url', Type: 'String', Value: 'found' },
        },
      },
    });
    expect(graph.resources.map(({ properties }) => properties.of ?? properties.Value)).toEqual([
      'found',
      'waits',
      'found',
    ]);
  });
});

describe('a parameter of the template whose value is in Parameter Store', () => {
  test.each<[string, string, string, unknown]>([
    ['a text', 'AWS::SSM::Parameter::Value<String>', '/app/table', 'Other'],
    ['a list', 'AWS::SSM::Parameter::Value<List<String>>', 'list', ['a', 'b']],
    [
      'a comma-delimited list',
      'AWS::SSM::Parameter::Value<CommaDelimitedList>',
      'list',
      ['a', 'b'],
    ],
    [
      'a value that the developer set',
      'AWS::SSM::Parameter::Value<String>',
      '/shared/api/key',
      'local parameter',
    ],
    ['its name alone', 'AWS::SSM::Parameter::Name', '/app/table', '/app/table'],
    [
      'a public parameter of AWS',
      'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>',
      '/aws/service/ami',
      'placeholder-of-aws_service_ami',
    ],
  ])('gives %s', (_, Type, Default, expected) => {
    expect(value({ Ref: 'Given' }, { Parameters: { Given: { Type, Default } } })).toEqual(expected);
  });

  test('without a value is refused by name', () => {
    const Given = { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/nowhere' };
    expect(() => value({ Ref: 'Given' }, { Parameters: { Given } })).toThrow(
      expect.objectContaining({
        message: 'Given: the parameter /nowhere is neither a resource of the backend nor set here.',
        resolution: 'Set it: npx amplify-recipes sandbox secret set nowhere',
      }),
    );
  });

  test('that nothing uses needs no value', () => {
    const BootstrapVersion = {
      Type: 'AWS::SSM::Parameter::Value<String>',
      Default: '/cdk-bootstrap/hnb659fds/version',
    };
    expect(value('a', { Parameters: { BootstrapVersion } })).toBe('a');
  });
});

test('a secret of Amplify has the value that the developer set, or is named', () => {
  const graph = resolve({
    Resources: {
      Secrets: { Type: 'Custom::AmplifySecretFetcherResource' },
      Google: {
        Type: 'Test::Thing',
        Properties: {
          id: { 'Fn::GetAtt': ['Secrets', 'token'] },
          secret: { 'Fn::GetAtt': ['Secrets', 'GOOGLE_SECRET'] },
        },
      },
    },
  });
  expect(graph.resources[1]?.properties).toEqual({
    id: 'local token',
    secret: expect.stringMatching(/^root-Secrets-\w{12}\.GOOGLE_SECRET$/),
  });
  expect(graph.warnings).toEqual([
    'Secret GOOGLE_SECRET has no value here, and the template needs it. Set it: npx amplify-recipes sandbox secret set GOOGLE_SECRET',
  ]);
});
