import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** Packages that every app has, or that only some users of an entry install. */
const OF_THE_APP = [
  '@aws-amplify/*',
  'aws-amplify',
  'aws-cdk-lib',
  'constructs',
  'esbuild',
  'react',
];

/**
 * Measures what each entry of a package adds to an app: the entry and all that it imports, bundled
 * and minified, without the packages that the app has already.
 *
 * @param packageUrl The folder of the package under test.
 * @returns The sizes in bytes, by the specifiers of the entries.
 */
export async function entrySizes(packageUrl: URL): Promise<Record<string, number>> {
  const folder = fileURLToPath(packageUrl);
  const { name, exports } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const modules = Object.entries<string | { default: string }>(exports).flatMap(
    ([entry, target]) =>
      typeof target === 'string' ? [] : [[`${name}${entry.slice(1)}`, target.default] as const],
  );
  const sizes = modules.map(async ([specifier, file]) => {
    const { outputFiles } = await build({
      entryPoints: [join(folder, file)],
      bundle: true,
      minify: true,
      write: false,
      format: 'esm',
      platform: 'node',
      target: 'node22',
      external: OF_THE_APP,
      logLevel: 'silent',
    });
    return [specifier, outputFiles[0]?.contents.byteLength ?? 0] as const;
  });
  return Object.fromEntries(await Promise.all(sizes));
}
