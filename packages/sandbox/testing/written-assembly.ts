/**
 * The code of a backend that writes its cloud assembly itself, as `defineBackend({})` would, and
 * the given outputs. Loading Amplify takes seconds, and the tests of starts, stops and changes need
 * only an assembly.
 */
export function backendThatWrites(custom?: Readonly<Record<string, string>>): string {
  const template = {
    Metadata: {
      'AWS::Amplify::Platform': { version: '1', stackOutputs: ['deploymentType', 'region'] },
      ...(custom && {
        'AWS::Amplify::Custom': { version: '1', stackOutputs: ['customOutputs'] },
      }),
    },
    Outputs: {
      deploymentType: { Value: 'sandbox' },
      region: { Value: { Ref: 'AWS::Region' } },
      ...(custom && {
        customOutputs: { Value: JSON.stringify({ custom, version: '1.4' }) },
      }),
    },
  };
  const manifest = {
    version: '55.0.0',
    artifacts: {
      app: { type: 'aws:cloudformation:stack', properties: { templateFile: 'app.template.json' } },
    },
  };
  return [
    "import { writeFileSync as write } from 'node:fs';",
    `write(\`\${process.env.CDK_OUTDIR}/app.template.json\`, ${quoted(template)});`,
    `write(\`\${process.env.CDK_OUTDIR}/manifest.json\`, ${quoted(manifest)});`,
  ].join('\n');
}

const quoted = (value: unknown) => JSON.stringify(JSON.stringify(value));
