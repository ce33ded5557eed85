import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Application } from 'typedoc';
import { REPOSITORY } from './pages.ts';

type PackageJson = {
  readonly name: string;
  readonly private?: boolean;
  readonly exports?: Readonly<Record<string, string | { readonly types?: string }>>;
};

/** An entry of a package that has types, such as `@amplify-recipes/core/backend`. */
type Entry = { readonly name: string; readonly source: string };

/**
 * Writes the reference of everything that the packages export, from its doc comments, as Markdown.
 *
 * @param folder Where to write it.
 * @returns The pages, for the navigation.
 * @throws {Error} When typedoc reports an error, such as a link to a name that does not exist.
 */
export async function writeApiReference(
  folder: string,
): Promise<readonly { readonly text: string; readonly route: string }[]> {
  const entries = findEntries();
  const app = await Application.bootstrapWithPlugins({
    plugin: ['typedoc-plugin-markdown'],
    entryPoints: entries.map(({ source }) => join(REPOSITORY, source)),
    tsconfig: join(import.meta.dirname, 'tsconfig.api.json'),
    basePath: REPOSITORY,
    displayBasePath: REPOSITORY,
    outputs: [{ name: 'markdown', path: folder }],
    readme: 'none',
    excludeInternal: true,
    // The compiler of the workspace checks the types.
    skipErrorChecking: true,
    disableGit: true,
    gitRevision: 'main',
    groupOrder: ['Functions', 'Variables', 'Classes', '*'],
    sourceLinkTemplate:
      'https://github.com/amplify-recipes/amplify-recipes/blob/{gitRevision}/{path}#L{line}',
    // A type that a package does not export is explained where it is used.
    validation: { notExported: false, invalidLink: true, notDocumented: false },
    logLevel: 'Error',
    router: 'module',
    entryFileName: 'index',
    modulesFileName: 'index',
    useHTMLAnchors: true,
    hideBreadcrumbs: true,
    hidePageHeader: true,
    useCodeBlocks: true,
    expandObjects: true,
    parametersFormat: 'table',
    typeAliasPropertiesFormat: 'table',
  } as Parameters<typeof Application.bootstrapWithPlugins>[0]);
  const project = await app.convert();
  if (!project) throw new Error('The packages do not compile. Run: npx --yes pnpm@12 build');
  for (const module of project.children ?? []) {
    const source = module.sources?.[0]?.fullFileName ?? '';
    const entry = entries.find((candidate) => source === join(REPOSITORY, candidate.source));
    if (entry) module.name = entry.name;
  }
  app.validate(project);
  await app.generateOutputs(project);
  if (app.logger.hasErrors() || app.logger.validationWarningCount > 0) {
    throw new Error('The doc comments have the problems above. Fix them in the sources.');
  }
  return globSync('**/*.md', { cwd: folder })
    .filter((file) => file !== 'index.md')
    .map((file) => ({ text: file.slice(0, -'.md'.length), route: `api/${file.slice(0, -3)}` }))
    .toSorted((a, b) => a.text.localeCompare(b.text));
}

function findEntries(): readonly Entry[] {
  return globSync('packages/*/package.json', { cwd: REPOSITORY })
    .toSorted()
    .flatMap((file) => {
      const {
        name,
        exports = {},
        ...rest
      } = JSON.parse(readFileSync(join(REPOSITORY, file), 'utf8')) as PackageJson;
      if (rest.private) return [];
      return Object.entries(exports).flatMap(([path, target]) => {
        const types = typeof target === 'string' ? undefined : target.types;
        // The ready handlers are entries for Lambda, not for code.
        if (!types?.startsWith('./dist/') || path.endsWith('handler')) return [];
        const source = types.replace('./dist/', './src/').replace(/\.d\.ts$/, '.ts');
        return [{ name: `${name}${path.slice(1)}`, source: join(dirname(file), source) }];
      });
    });
}
