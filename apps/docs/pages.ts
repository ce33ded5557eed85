import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the repository. */
export const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));
/** The address of a file of the repository that is not a page of the site. */
const ON_GITHUB = 'https://github.com/amplify-recipes/amplify-recipes/blob/main/';
/** The folder of the pictures of READMEs, in the repository. The site has it at `/images/`. */
const IMAGES = 'apps/docs/images/';

/** A page of the site, made from a Markdown file of the repository. */
export type Page = {
  /** Path in the repository: `packages/core/README.md`. */
  readonly source: string;
  /** Path in the site, without an extension: `packages/core`. */
  readonly route: string;
  readonly title: string;
  readonly group: Group;
};

export type Group = 'Start' | 'Recipes' | 'Packages' | 'Project';

const FIXED: readonly Omit<Page, 'title'>[] = [
  { source: 'README.md', route: 'start', group: 'Start' },
  { source: 'apps/demo/README.md', route: 'demo', group: 'Start' },
  { source: 'packages/sandbox/README.md', route: 'sandbox', group: 'Start' },
  { source: 'packages/cli/README.md', route: 'command-line', group: 'Start' },
  { source: 'CONTRIBUTING.md', route: 'contributing', group: 'Project' },
  { source: 'SECURITY.md', route: 'security', group: 'Project' },
];

/** All pages. A new package or recipe has a page as soon as it has a README. */
export function findPages(): readonly Page[] {
  const sources = (pattern: string) => globSync(pattern, { cwd: REPOSITORY }).toSorted();
  const known = new Set(FIXED.map(({ source }) => source));
  const found = [
    ...sources('packages/*/src/*/README.md').map((source) => ({
      source,
      route: `recipes/${basename(dirname(source))}`,
      group: 'Recipes' as const,
    })),
    ...sources('packages/*/README.md')
      .filter((source) => !known.has(source) && isPublished(source))
      .map((source) => ({
        source,
        route: dirname(source),
        group: 'Packages' as const,
      })),
  ];
  return [...FIXED, ...found].map((page) => ({ ...page, title: titleOf(page.source) }));
}

function isPublished(readme: string): boolean {
  const file = join(REPOSITORY, dirname(readme), 'package.json');
  return !JSON.parse(readFileSync(file, 'utf8')).private;
}

function titleOf(source: string): string {
  const heading = /^# (.+)$/m.exec(readFileSync(join(REPOSITORY, source), 'utf8'))?.[1];
  if (!heading) throw new Error(`${source} has no heading. Begin it with "# " and a title.`);
  return source === 'README.md' ? 'Get started' : heading.replace('@amplify-recipes/', '');
}

/**
 * The address in the site of a link in a file of the repository.
 *
 * @param href As in the file, relative to it.
 * @throws {Error} When the repository has no such file.
 */
export function siteLink(pages: readonly Page[], source: string, href: string): string {
  if (/^(?:[a-z]+:|#|\/)/i.test(href)) return href;
  const [path = '', hash] = href.split('#');
  const target = posix.normalize(posix.join(posix.dirname(source), decodeURI(path)));
  const page = pages.find((candidate) => candidate.source === target);
  const anchor = hash === undefined ? '' : `#${hash}`;
  if (page) return `/${page.route}${anchor}`;
  if (!existsSync(join(REPOSITORY, target))) {
    throw new Error(`${source} links to ${href}, and ${target} does not exist.`);
  }
  return target.startsWith(IMAGES)
    ? `/images/${target.slice(IMAGES.length)}`
    : `${ON_GITHUB}${target}${anchor}`;
}
