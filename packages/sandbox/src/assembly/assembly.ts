import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SandboxError } from '../errors.js';

/** A CloudFormation template, as CDK writes it. */
export type Template = {
  readonly Resources?: Readonly<Record<string, TemplateResource>>;
  readonly Outputs?: Readonly<
    Record<
      string,
      {
        readonly Value: unknown;
        readonly Condition?: string;
        readonly Export?: { readonly Name: unknown };
      }
    >
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

/** A cloud assembly: the output of a synthesis, which a deployment would upload. */
export type Assembly = {
  readonly stackName: string;
  readonly template: Template;
  /** Root stacks other than Amplify's own, for example for another Region. */
  readonly others: readonly RootStack[];
  /** Path on disk of an asset that a deployment would upload, by its key in the asset bucket. */
  assetPath(objectKey: string): string | undefined;
  readTemplate(path: string): Template;
};

export type RootStack = {
  readonly stackName: string;
  readonly template: Template;
  /** The region of the stack in AWS, if the app sets it. */
  readonly region: string | undefined;
};

type Manifest = {
  readonly artifacts?: Readonly<
    Record<
      string,
      {
        readonly type: string;
        /** `aws://unknown-account/us-east-1` */
        readonly environment?: string;
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
 * Reads the assembly that Amplify synthesised into a folder: its root stacks, their nested stacks
 * and assets.
 *
 * @see https://docs.aws.amazon.com/cdk/v2/guide/deploy.html
 * @throws {SandboxError} `SYNTH_FAILED` when the folder contains no assembly.
 */
export function readAssembly(directory: string): Assembly {
  const read = <T>(name: string) => JSON.parse(readFileSync(join(directory, name), 'utf8')) as T;
  const artifacts = Object.entries(read<Manifest>('manifest.json').artifacts ?? {});
  const stacks = artifacts.flatMap(([stackName, { type, properties, environment }]) =>
    type === 'aws:cloudformation:stack' && properties?.templateFile
      ? [
          {
            stackName,
            template: read<Template>(properties.templateFile),
            region: regionOf(environment),
          },
        ]
      : [],
  );
  const main = stacks.find(({ template }) => isOfAmplify(template)) ?? stacks[0];
  if (!main) {
    throw new SandboxError(
      'SYNTH_FAILED',
      'The synthesis of the backend produced no stack.',
      'It must call defineBackend().',
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
    stackName: main.stackName,
    template: main.template,
    others: stacks.filter((stack) => stack !== main),
    assetPath: (objectKey) => assets.get(objectKey),
    readTemplate: (path) => JSON.parse(readFileSync(path, 'utf8')) as Template,
  };
}

/** Amplify stores its outputs in the metadata of its own stack. */
function isOfAmplify({ Metadata }: Template): boolean {
  const names = typeof Metadata === 'object' && Metadata !== null ? Object.keys(Metadata) : [];
  return names.some((name) => name.startsWith('AWS::Amplify::'));
}

function regionOf(environment: string | undefined): string | undefined {
  const region = environment?.split('/').at(-1);
  return region === 'unknown-region' ? undefined : region;
}
