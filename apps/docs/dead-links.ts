import { existsSync, globSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { parse } from 'node-html-parser';

/**
 * The links of a built site to pages, files and headings that do not exist. Links to other sites
 * are not followed.
 *
 * @param folder The built site, whose addresses have no `.html`.
 * @returns One line for each, with the page and the link.
 */
export function findDeadLinks(folder: string): readonly string[] {
  const files = globSync('**/*.html', { cwd: folder });
  const pages = new Map(
    files.map((file) => {
      const html = parse(readFileSync(join(folder, file), 'utf8'));
      const ids = new Set(html.querySelectorAll('[id]').map(({ id }) => id));
      const links = html
        .querySelectorAll('a[href], img[src]')
        .map((element) => element.getAttribute('href') ?? element.getAttribute('src') ?? '');
      return [addressOf(file), { file: `/${file}`, ids, links }];
    }),
  );
  return [...pages].flatMap(([address, { file, links }]) =>
    [...new Set(links)].filter((link) => isDead(file, link)).map((link) => `${address}: ${link}`),
  );

  function isDead(from: string, link: string): boolean {
    if (/^(?:[a-z]+:|\/\/)/i.test(link)) return false;
    const [path = '', anchor] = link.split('#');
    const target = path === '' ? from : posix.resolve(posix.dirname(from), decodeURI(path));
    const page = pages.get(addressOf(target));
    if (!page) return !existsSync(join(folder, target));
    return anchor !== undefined && anchor !== '' && !page.ids.has(decodeURIComponent(anchor));
  }
}

/** `/packages/core` for `packages/core.html`, and `/api` for `api/index.html` and `/api/`. */
function addressOf(file: string): string {
  const path = file.replace(/\.html$/, '').replace(/(?:^|\/)index$/, '');
  return posix.resolve('/', path);
}
