import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { leanSdk } from './index.js';
import { otherUses } from './package-version.js';
import { withLiteralKeys } from './schema-keys.js';

const CLIENT = '@aws-sdk/client-x/dist-es/XClient.js';

/** The modules that the plugins replace. */
const REPLACED = [
  '@aws-sdk/credential-provider-node/dist-es/defaultProvider.js',
  '@smithy/core/dist-es/submodules/checksum/crc32/Crc32Js.js',
  '@smithy/core/dist-es/submodules/checksum/md5/Md5Js.js',
  '@smithy/core/dist-es/submodules/checksum/sha256/Sha256Js.js',
  '@smithy/core/dist-es/submodules/config/config-resolver/regionConfig/getInstanceMetadataRegion.js',
  '@smithy/core/dist-es/submodules/config/node-config-provider/fromSharedConfigFiles.js',
  '@smithy/core/dist-es/submodules/event-streams/index.js',
  '@smithy/core/dist-es/submodules/serde/util-stream/stream-type-check.js',
  '@smithy/signature-v4/dist-es/HeaderFormatter.js',
];

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'changed-sdk-'));
});

afterEach(() => rm(folder, { recursive: true }));

/** The errors of a bundle of files in `node_modules`. Its entry imports the first of them. */
async function errorsOf(files: Readonly<Record<string, string>>): Promise<string[]> {
  for (const [path, source] of Object.entries(files)) {
    const file = join(folder, 'node_modules', path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, source);
  }
  const contents = `export * from './node_modules/${Object.keys(files)[0]}';`;
  return build({
    stdin: { contents, resolveDir: folder },
    bundle: true,
    platform: 'node',
    format: 'esm',
    write: false,
    logLevel: 'silent',
    plugins: [...leanSdk],
  }).then(
    () => [],
    ({ errors }: { errors: { text: string }[] }) => errors.map(({ text }) => text),
  );
}

describe('a build stops', () => {
  it('if a client no longer contains what the plugins change', async () => {
    const errors = await errorsOf({ [CLIENT]: 'export class XClient {}' });
    const places = errors.map((text) => /found no (.+) in the bundle\./.exec(text)?.[1]);
    expect(places.sort()).toEqual([
      ...REPLACED,
      'dist-es/schemas/schemas_0.js of a client',
      'package.json of a client',
    ]);
    for (const text of errors) expect(text).toContain('packages/lean-sdk');
  });

  it.each(REPLACED)('if %s has other exports', async (path) => {
    const errors = await errorsOf({ [path]: 'export const renamed = 1;' });
    expect(errors).toEqual([expect.stringContaining(`${path} exports renamed, and`)]);
  });

  it.each(REPLACED)('if %s has no exports', async (path) => {
    const errors = await errorsOf({ [path]: 'globalThis.a = 1;' });
    expect(errors).toEqual([expect.stringContaining(`${path} exports nothing, and`)]);
  });

  it('if a schema has a computed key that is no constant', async () => {
    const source = 'const a = () => 1; export const b = { [a()]: 1 };';
    expect(await errorsOf({ '@aws-sdk/client-x/dist-es/schemas/schemas_0.js': source })).toEqual([
      expect.stringContaining('the computed key a() is not a constant text'),
    ]);
  });

  it('if a client reads more of its package.json than the version', async () => {
    const errors = await errorsOf({
      '@aws-sdk/client-x/dist-es/runtimeConfig.js':
        'import info from "../package.json"; export const a = [info.name, info.version];',
      '@aws-sdk/client-x/package.json': '{"name":"x","version":"1"}',
    });
    expect(errors).toEqual([expect.stringContaining('reads info.name of its package.json')]);
  });

  it('for no bundle without a client of the SDK', async () => {
    expect(await errorsOf({ 'other/index.js': 'export const a = 1;' })).toEqual([]);
  });
});

describe('the computed keys of schemas', () => {
  it.each([
    ['a key', 'const _e = "error";\nf({ [_e]: 1 });', 'f({ "error": 1 });'],
    [
      'two keys',
      'const _a = "a";\nconst b = "b";\nf({ [_a]: 1, [b]: [b] });',
      'f({ "a": 1, "b": [b] });',
    ],
    ['a key in a list', 'const _h = "x";\nf([0, { [_h]: _h }]);', 'f([0, { "x": _h }]);'],
    ['a list in a list', 'f([0, [1], [2]]);', 'f([0, [1], [2]]);'],
    ['an escaped text', 'const _e = "a\\"b";\nf({ [_e]: 1 });', 'f({ "a\\"b": 1 });'],
  ])('become literals: %s', (_, source, expected) => {
    expect(withLiteralKeys(source).split('\n').at(-1)).toBe(expected);
  });

  it.each([
    ['a variable', 'let _e = "error";\nf({ [_e]: 1 });'],
    ['a text in parts', 'const _e = "a" + b;\nf({ [_e]: 1 });'],
    ['the prototype, which a literal key would set', 'const _p = "__proto__";\nf({ [_p]: 1 });'],
  ])('are refused if they are %s', (_, source) => {
    expect(() => withLiteralKeys(source)).toThrow('The schemas of the SDK have changed');
  });
});

describe('the uses of a package.json', () => {
  it.each<[string, string, string[]]>([
    ['the version', 'import p from "../package.json";\nf(p.version);', []],
    ['its name', 'import p from "../../package.json";\nf(p.version, p.name);', ['p.name']],
    ['all of it', 'import p from "../package.json";\nf(p);', ['p']],
    ['named parts', 'import { name } from "../package.json";', ['{ name }']],
    ['none', 'import p from "./other";\nf(p);', []],
  ])('are %s', (_, source, expected) => {
    expect(otherUses(source)).toEqual(expected);
  });
});
