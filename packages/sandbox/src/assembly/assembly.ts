import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SandboxError } from '../errors.js';

/** A CloudFormation template, as CDK writes it. */
export type Template = {
  readonly Resources?: Readonly<Record<string, TemplateResource>>;
  readonly Outputs?: Readonly<
    Record<string, { readonly Value: unknown; readonly Condition?: string }>
  >;
  readonly Parameters?: Readonly<
    Record<string, { readonly Type: string; readonly Default?: unknown }>
  >;
  readonly Conditions?: Readonly<Record<string, unknown>>;
  readonly Mappings?: unknown;
  readonly Metadata?: unknown;
};

export type TemplateResource = {
  readonly Type: string;
  readonly Properties?: unknown;
  readonly Condition?: string;
  readonly Metadata?: Readonly<Record<string, unknown>>;
};

/** A cloud assembly: what synthesis wrote, and what a deployment would take. */
export type Assembly = {
  readonly stackName: string;
  readonly template: Template;
  /** Path on disk of what a deployment would upload, by the object's key in the asset bucket. */
  assetPath(objectKey: string): string | undefined;
  readTemplate(path: string): Template;
};

type Manifest = {
  readonly artifacts?: Readonly<
    Record<
      string,
      {
        readonly type: string;
        readonly properties?: { readonly templateFile?: string; readonly file?: string };
      }
    >
  >;
};

type AssetManifest = {
  readonly files?: Readonly<
    Record<
      string,
      {
        readonly source: { readonly path?: string };
        readonly destinations: Readonly<Record<string, { readonly objectKey: string }>>;
      }
    >
  >;
};

/**
 * Reads the assembly that Amplify synthesised into a folder: one root stack, its nested stacks and
 * assets.
 *
 * @see https://docs.aws.amazon.com/cdk/v2/guide/deploy.html
 * @throws {SandboxError} `SYNTH_FAILED` when the folder holds none.
 */
export function readAssembly(directory: string): Assembly {
  const read = <T>(name: string) => JSON.parse(readFileSync(join(directory, name), 'utf8')) as T;
  const artifacts = Object.entries(read<Manifest>('manifest.json').artifacts ?? {});
  const [stack, ...others] = artifacts.filter(
    ([, { type }]) => type === 'aws:cloudformation:stack',
  );
  const templateFile = stack?.[1].properties?.templateFile;
  if (!stack || !templateFile || others.length > 0) {
    throw new SandboxError(
      'SYNTH_FAILED',
      `The backend synthesised into ${stack ? others.length + 1 : 'no'} root stacks; one was expected.`,
      'Make further stacks with backend.createStack(), which nests them in the root stack.',
    );
  }
  const assets = new Map<string, string>();
  for (const [, { type, properties }] of artifacts) {
    if (type !== 'cdk:asset-manifest' || !properties?.file) continue;
    for (const { source, destinations } of Object.values(
      read<AssetManifest>(properties.file).files ?? {},
    )) {
      for (const { objectKey } of Object.values(destinations)) {
        if (source.path) assets.set(objectKey, join(directory, source.path));
      }
    }
  }
  return {
    stackName: stack[0],
    template: read<Template>(templateFile),
    assetPath: (objectKey) => assets.get(objectKey),
    readTemplate: (path) => JSON.parse(readFileSync(path, 'utf8')) as Template,
  };
}
