import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { startBackend } from './backend.ts';

type Template = { readonly Resources: Readonly<Record<string, Resource>> };
type Resource = {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
};

/** Each template that would be deployed, as the sandbox synthesised it. */
let templates: readonly Template[];

startBackend();
beforeAll(() => {
  // The newest one is that of the sandbox that was just started.
  const cache = join(import.meta.dirname, '..', '.amplify', 'local-assembly');
  const [assembly = ''] = readdirSync(cache, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(cache, name))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  templates = readdirSync(assembly)
    .filter((file) => file.endsWith('.template.json'))
    .map((file) => JSON.parse(readFileSync(join(assembly, file), 'utf8')));
});

test('who is signed in may put records on the stream of clicks, and guests may not', () => {
  const grants = templates
    .flatMap(({ Resources }) => Object.values(Resources))
    .filter(({ Type }) => Type === 'AWS::IAM::Policy')
    .flatMap(({ Properties }) => {
      const { Statement } = Properties.PolicyDocument as { Statement: readonly object[] };
      return Statement.map((statement) => ({
        ...statement,
        roles: JSON.stringify(Properties.Roles),
      }));
    })
    .filter((statement) => JSON.stringify(statement).includes('kinesis:Put'));
  expect(grants).toEqual([
    {
      Effect: 'Allow',
      Action: ['kinesis:PutRecord', 'kinesis:PutRecords'],
      Resource: { Ref: expect.stringMatching(/clicks\w+Arn$/) },
      roles: expect.stringMatching(/^\[\{"Ref":"amplifyAuthauthenticatedUserRole\w+"\}\]$/),
    },
  ]);
});
