import { createReadStream } from 'node:fs';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, relative, sep } from 'node:path';
import { lookup } from 'mrmime';
import { AssetUnavailableError, filesOf, unzip } from '../../assembly/asset-files.js';
import { BUCKET_DEPLOYMENT } from '../../assembly/bucket-deployment.js';
import type { Properties, Resource, ResourceGraph, Value } from '../../assembly/resource-graph.js';
import { listOf, objectOf } from '../../assembly/template-values.js';
import type { ServiceContext } from '../../context/service-context.js';
import { AwsError } from '../../protocols/aws-error.js';
import type { Bucket } from './buckets.js';
import { UNCONDITIONAL } from './conditions.js';
import { removeObject } from './delete-objects.js';
import type { Cause } from './notifications.js';
import { keptHeaders } from './object-headers.js';
import type { S3 } from './request.js';

/** Puts the files of the backend's deployments into its buckets, like CDK's provider. */
export type BucketDeployments = {
  /** Runs the deployments that are new or changed. */
  deploy(graph: ResourceGraph): Promise<void>;
  /** One sentence for each deployment that failed. */
  readonly warnings: readonly string[];
};

/** A file to put, and the markers in it with their values. */
type Source = { readonly path: string; readonly markers: ReadonlyMap<string, string> };

/** @see https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_s3_deployment-readme.html */
export function openBucketDeployments(s3: S3, { database }: ServiceContext): BucketDeployments {
  database.exec(
    'CREATE TABLE IF NOT EXISTS s3_deployments (id TEXT PRIMARY KEY, definition TEXT NOT NULL) STRICT',
  );
  const select = database.prepare('SELECT definition FROM s3_deployments WHERE id = ?');
  const keep = database.prepare('INSERT OR REPLACE INTO s3_deployments VALUES (?, ?)');
  let warnings: readonly string[] = [];

  const run = async (resource: Resource) => {
    const bucketName = String(resource.properties.DestinationBucketName);
    if (!s3.buckets.has(bucketName))
      throw new Unserved(`the bucket ${bucketName} does not exist here`);
    const unpacked = await mkdtemp(join(tmpdir(), 'amplify-recipes-bucket-deployment-'));
    try {
      const sources = await readSources(resource, unpacked);
      await put(s3, s3.buckets.find(bucketName), resource.properties, sources);
    } finally {
      await rm(unpacked, { recursive: true, force: true });
    }
  };

  return {
    get warnings() {
      return warnings;
    },
    async deploy(graph) {
      const unserved: string[] = [];
      for (const resource of graph.ofType(BUCKET_DEPLOYMENT)) {
        // The keys of its sources are digests of their contents.
        const definition = JSON.stringify(resource.properties);
        if (select.get(resource.physicalId)?.definition === definition) continue;
        try {
          await run(resource);
          keep.run(resource.physicalId, definition);
        } catch (error) {
          const reason = reasonOf(error);
          if (reason === undefined) throw error;
          unserved.push(`The deployment ${resource.path} puts nothing into its bucket: ${reason}.`);
        }
      }
      warnings = unserved;
    },
  };
}

/** The reason why a deployment is not run. The message is a clause. */
class Unserved extends Error {}

function reasonOf(error: unknown): string | undefined {
  const isKnown =
    error instanceof Unserved ||
    error instanceof AssetUnavailableError ||
    error instanceof AwsError;
  return isKnown ? error.message : undefined;
}

/**
 * The files of all sources by their keys without the prefix. A later file replaces an earlier one.
 */
async function readSources(
  { properties, sourcePaths }: Resource,
  unpacked: string,
): Promise<ReadonlyMap<string, Source>> {
  const sources = new Map<string, Source>();
  const markers = listOf(properties.SourceMarkers);
  const configs = listOf(properties.SourceMarkersConfig);
  for (const [index, path] of sourcePaths.entries()) {
    const kind = path === undefined ? undefined : await stat(path).catch(() => undefined);
    if (path === undefined || !kind) {
      throw new Unserved('one of its sources is not among the assets of the backend');
    }
    const replaced = readMarkers(objectOf(markers[index]), objectOf(configs[index]));
    if (!isOn(properties.Extract)) {
      if (kind.isDirectory())
        throw new Unserved('it puts a folder as a zip file, which is not supported');
      const key = basename(String(listOf(properties.SourceObjectKeys)[index]));
      sources.set(key, { path, markers: new Map() });
      continue;
    }
    const folder = kind.isDirectory() ? path : join(unpacked, String(index));
    if (!kind.isDirectory()) await unzip(path, folder);
    for (const file of await filesOf(folder)) {
      const key = relative(folder, file).split(sep).join('/');
      sources.set(key, { path: file, markers: replaced });
    }
  }
  return sources;
}

/** Puts the files, and deletes all other objects if the deployment says so. */
async function put(
  s3: S3,
  bucket: Bucket,
  properties: Properties,
  sources: ReadonlyMap<string, Source>,
): Promise<void> {
  const cause: Cause = { bucket, caller: { type: 'developer' }, id: BUCKET_DEPLOYMENT };
  const isMeant = filterOf(listOf(properties.Exclude), listOf(properties.Include));
  const prefix = prefixOf(properties.DestinationBucketKeyPrefix);
  for (const [key, source] of sources) {
    if (!isMeant(key)) continue;
    const headers = headersOf(key, properties);
    const algorithm = 'CRC64NVME';
    const { blob, size, md5, checksum: value } = await s3.blobs.write(bytesOf(source), algorithm);
    const segments = [{ blob, size }];
    const checksum = { algorithm, type: 'FULL_OBJECT', value } as const;
    const object = s3.objects.put(
      bucket,
      { key: prefix + key, size, etag: md5, segments, headers, checksum },
      { condition: UNCONDITIONAL },
    );
    s3.notifications.send('ObjectCreated:Put', cause, object);
  }
  if (!isOn(properties.Prune)) return;
  let after = '';
  for (;;) {
    const object = s3.objects.next(bucket.name, { prefix, after });
    if (!object?.key.startsWith(prefix)) return;
    after = object.key;
    const key = object.key.slice(prefix.length);
    if (!sources.has(key) && isMeant(key)) {
      removeObject(s3, cause, object.key, undefined, UNCONDITIONAL);
    }
  }
}

async function* bytesOf({ path, markers }: Source): AsyncIterable<Uint8Array> {
  if (markers.size === 0) {
    yield* createReadStream(path);
    return;
  }
  let content = (await readFile(path)).toString('latin1');
  for (const [marker, value] of markers) {
    content = content.replaceAll(marker, Buffer.from(value).toString('latin1'));
  }
  yield Buffer.from(content, 'latin1');
}

/** The markers in files, and the values that replace them at deployment. */
function readMarkers(markers: Properties, config: Properties): ReadonlyMap<string, string> {
  const otherwise = isOn(config.jsonEscape ?? false) ? 'UNQUOTED_JSON_VALUE' : 'LITERAL';
  const encodings = objectOf(config.markerEncodings);
  return new Map(
    Object.entries(markers).map(([marker, value]) => [
      marker,
      encode(value, String(encodings[marker] ?? otherwise)),
    ]),
  );
}

function encode(value: Value, encoding: string): string {
  const json = JSON.stringify(value);
  switch (encoding) {
    case 'LITERAL':
      return typeof value === 'string' ? value : json;
    case 'UNQUOTED_JSON_VALUE':
      return typeof value === 'string' ? json.slice(1, -1) : json;
    case 'JSON_VALUE':
    // JSON is valid YAML, whatever the text is.
    case 'YAML_STRING':
      return json;
    default:
      throw new Unserved(`it writes values with the encoding ${encoding}, which is not supported`);
  }
}

/** Metadata of the deployment, and the type that the file's name implies. */
function headersOf(key: string, properties: Properties): Readonly<Record<string, string>> {
  const system = lowerCase(objectOf(properties.SystemMetadata));
  const { 'storage-class': storageClass, 'website-redirect': redirect, ...others } = system;
  const user = Object.entries(lowerCase(objectOf(properties.UserMetadata))).map(
    ([name, value]) => [`x-amz-meta-${name}`, value] as const,
  );
  const type = lookup(key);
  return keptHeaders({
    ...(type !== undefined && { 'content-type': type }),
    ...others,
    ...(storageClass !== undefined && { 'x-amz-storage-class': storageClass }),
    ...(redirect !== undefined && { 'x-amz-website-redirect-location': redirect }),
    ...Object.fromEntries(user),
  });
}

function lowerCase(metadata: Properties): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(metadata).map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
}

/** The last pattern that a key matches decides. Includes come after excludes. */
function filterOf(exclude: readonly Value[], include: readonly Value[]): (key: string) => boolean {
  const rules = [
    ...exclude.map((pattern) => ({ pattern: patternOf(String(pattern)), isMeant: false })),
    ...include.map((pattern) => ({ pattern: patternOf(String(pattern)), isMeant: true })),
  ];
  return (key) => rules.findLast(({ pattern }) => pattern.test(key))?.isMeant ?? true;
}

/**
 * Converts a pattern of the AWS CLI: `*` is any text, also with slashes, `?` any character, and
 * `[ab]` one of these characters.
 */
function patternOf(text: string): RegExp {
  const source = text.replace(/\[!?[^\]]+\]|[^\w]/g, (part) => {
    if (part === '*') return '.*';
    if (part === '?') return '.';
    if (part.length === 1) return `\\${part}`;
    const characters = part.slice(1, -1).replace(/[\\^]/g, '\\$&');
    return characters.startsWith('!') ? `[^${characters.slice(1)}]` : `[${characters}]`;
  });
  return new RegExp(`^${source}$`, 's');
}

function prefixOf(value: Value | undefined): string {
  const prefix = typeof value === 'string' ? value : '';
  return prefix === '' || prefix.endsWith('/') ? prefix.replace(/^\/$/, '') : `${prefix}/`;
}

/** CloudFormation accepts `"true"` for `true`. The default is `true`. */
function isOn(value: Value | undefined): boolean {
  return (value ?? true) === true || value === 'true';
}
