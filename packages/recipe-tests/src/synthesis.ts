import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Files, inScratchFolder } from './scratch-folder.js';

/** A Lambda function in a synthesised backend. */
export type SynthesizedFunction = {
  readonly environment: Readonly<Record<string, unknown>>;
  /** The timeout in seconds. */
  readonly timeout: number;
  /** The size in bytes of the bundle that Amplify built and would deploy. */
  readonly bundleSize: number;
  /** The content of the bundle. */
  readonly bundle: string;
  /** The permissions of its role, from Amplify and from `access` of the backend. */
  readonly statements: readonly {
    readonly Action: string | readonly string[];
    readonly Resource: unknown;
  }[];
  /** Its properties in the template. */
  readonly properties: Readonly<Record<string, unknown>>;
  /** The expressions of its schedules. */
  readonly schedules: readonly string[];
  /** How long its log is kept. Undefined if it has no log group of its own. */
  readonly retentionDays: number | undefined;
  /** The nested stack of the function: `auth`, `data`, `function`. */
  readonly stack: string;
};

/** @throws {Error} When the backend has no function with the given name. */
export type SynthesizedBackend = (functionName: string) => SynthesizedFunction;

type Template = {
  readonly Resources: Readonly<
    Record<
      string,
      { readonly Type: string; readonly Properties?: Readonly<Record<string, unknown>> }
    >
  >;
};

/**
 * Synthesises an Amplify backend as `ampx` does, in a separate process and without an AWS account.
 *
 * @param packageUrl The folder of the package under test.
 * @param files The files of the app, `amplify/backend.ts` among them.
 * @returns The functions of the backend, by name.
 * @throws {Error} When the backend does not synthesise. The message contains the output of Amplify.
 */
export async function synthesize(packageUrl: URL, files: Files): Promise<SynthesizedBackend> {
  const packageFolder = fileURLToPath(packageUrl).replace(/[\\/]$/, '');
  const { name } = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8'));
  const app = { 'amplify/package.json': '{ "type": "module" }', ...files };
  return inScratchFolder(packageFolder, name, app, async (folder) => {
    await runSynthesis(folder);
    const functions = await readFunctions(join(folder, 'out'));
    return (functionName) => {
      const found = functions[functionName];
      if (!found) {
        throw new Error(
          `The template has no function ${functionName}. It has ${Object.keys(functions).join(', ')}.`,
        );
      }
      return found;
    };
  });
}

function runSynthesis(folder: string): Promise<void> {
  const context = {
    'amplify-backend-namespace': 'app',
    'amplify-backend-name': 'test',
    'amplify-backend-type': 'sandbox',
  };
  const child = spawn(
    process.execPath,
    ['--import', import.meta.resolve('./load-backend.ts'), 'amplify/backend.ts'],
    {
      cwd: folder,
      env: {
        ...process.env,
        CDK_CONTEXT_JSON: JSON.stringify(context),
        CDK_OUTDIR: 'out',
        // Skips the checks of CloudFormation's rules, which take half of the time.
        CDK_VALIDATION: 'false',
        // The bundler runs with pnpm, which would first check the installation of the workspace.
        pnpm_config_verify_deps_before_run: 'false',
      },
    },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += String(chunk);
    });
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`The backend does not synthesise.\n${output}`));
    });
  });
}

/** The functions of a synthesised backend, by name, from the folder of its cloud assembly. */
export async function readFunctions(out: string): Promise<Record<string, SynthesizedFunction>> {
  const functions: Record<string, SynthesizedFunction> = {};
  const files = (await readdir(out)).filter((file) => file.endsWith('.template.json'));
  for (const file of files) {
    const template: Template = JSON.parse(await readFile(join(out, file), 'utf8'));
    const resources = Object.values(template.Resources);
    const policies = resources.filter(({ Type }) => Type === 'AWS::IAM::Policy');
    const schedules = resources.filter(({ Type }) => Type === 'AWS::Scheduler::Schedule');
    for (const [id, { Type, Properties = {} }] of Object.entries(template.Resources)) {
      if (Type !== 'AWS::Lambda::Function') continue;
      const tags = (Properties.Tags ?? []) as { Key: string; Value: string }[];
      const name = tags.find(({ Key }) => Key === 'amplify:friendly-name')?.Value;
      if (!name) continue;
      const { S3Key } = Properties.Code as { S3Key: string };
      const bundle = join(out, `asset.${S3Key.replace('.zip', '')}`, 'index.mjs');
      // Amplify Data has functions of its own, which Amplify does not bundle in this way.
      if (!existsSync(bundle)) continue;
      const { Variables } = Properties.Environment as { Variables: Record<string, unknown> };
      const role = logicalId(Properties.Role);
      const { LogGroup } = Object(Properties.LoggingConfig);
      const logGroup = LogGroup && template.Resources[logicalId(LogGroup) ?? ''];
      functions[name] = {
        properties: Properties,
        schedules: schedules
          .filter(({ Properties: { Target } = {} }) => logicalId(Object(Target).Arn) === id)
          .map((schedule) => String(schedule.Properties?.ScheduleExpression))
          .sort(),
        retentionDays: Object(logGroup?.Properties).RetentionInDays,
        environment: Variables,
        timeout: Number(Properties.Timeout),
        bundleSize: (await stat(bundle)).size,
        bundle: await readFile(bundle, 'utf8'),
        statements: policies
          .filter(({ Properties: { Roles } = {} }) => (Roles as unknown[]).some(hasId(role)))
          .flatMap((policy) => statementsOf(policy.Properties?.PolicyDocument)),
        stack: /sandbox[0-9a-f]{10}([a-z]+)[0-9A-F]{8}\.nested/.exec(file)?.[1] ?? '',
      };
    }
  }
  return functions;
}

/** The logical id in `{ Ref: id }` and in `{ 'Fn::GetAtt': [id, 'Arn'] }`. */
function logicalId(reference: unknown): string | undefined {
  const { Ref, 'Fn::GetAtt': attribute } = reference as {
    Ref?: string;
    'Fn::GetAtt'?: readonly string[];
  };
  return Ref ?? attribute?.[0];
}

const hasId = (id: string | undefined) => (reference: unknown) => logicalId(reference) === id;

function statementsOf(document: unknown): SynthesizedFunction['statements'] {
  return (document as { Statement: SynthesizedFunction['statements'] }).Statement;
}
