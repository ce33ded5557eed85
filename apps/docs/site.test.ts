import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findDeadLinks } from './dead-links.ts';
import { findPages, siteLink } from './pages.ts';

describe('the pages', () => {
  const pages = findPages();

  test('have one address each', () => {
    const routes = pages.map(({ route }) => route);
    expect(new Set(routes).size).toBe(routes.length);
  });

  test.each([
    ['start', 'README.md'],
    ['sandbox', 'packages/sandbox/README.md'],
    ['command-line', 'packages/cli/README.md'],
    ['recipes/email-domain', 'packages/pre-sign-up/src/email-domain/README.md'],
    ['packages/core', 'packages/core/README.md'],
  ])('have %s, from %s', (route, source) => {
    expect(pages).toContainEqual(expect.objectContaining({ route, source }));
  });

  test.each([
    ['another README', 'README.md', 'packages/core/README.md', '/packages/core'],
    [
      'a heading of another README',
      'packages/core/README.md',
      '../sandbox/README.md#limits',
      '/sandbox#limits',
    ],
    ['a heading of the same page', 'README.md', '#limits', '#limits'],
    [
      'a file without a page',
      'README.md',
      'LICENSE',
      'https://github.com/amplify-recipes/amplify-recipes/blob/main/LICENSE',
    ],
    ['another site', 'README.md', 'https://docs.amplify.aws/', 'https://docs.amplify.aws/'],
  ])('link to %s', (_, source, href, expected) => {
    expect(siteLink(pages, source, href)).toBe(expected);
  });

  test('cannot link to a file that does not exist', () => {
    expect(() => siteLink(pages, 'packages/core/README.md', '../nothing/README.md')).toThrow(
      'packages/core/README.md links to ../nothing/README.md, and packages/nothing/README.md does not exist.',
    );
  });
});

describe('dead links', () => {
  let folder: string;
  const write = (path: string, content: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'site-'));
    write('index.html', '<h1 id="top">Home</h1>');
    write('api/index.html', '<h2 id="functions">Functions</h2><a href="./core">');
    write('api/core.html', '<a href="../page"><a href="./#functions">');
    write('images/page.png', '');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test.each([
    ['a page', '<a href="/page">', []],
    ['a folder', '<a href="/api/">', []],
    ['a relative page', '<a href="./api/index.html">', []],
    ['a heading', '<a href="/api/#functions">', []],
    ['its own heading', '<a id="here" href="#here">', []],
    ['an image', '<img src="/images/page.png">', []],
    ['another site', '<a href="https://example.com/nothing">', []],
    ['a page that does not exist', '<a href="/nothing">', ['/page: /nothing']],
    ['a heading that does not exist', '<a href="/api#types">', ['/page: /api#types']],
    ['its own heading that does not exist', '<a href="#there">', ['/page: #there']],
    ['an image that does not exist', '<img src="/images/none.png">', ['/page: /images/none.png']],
  ])('a link to %s', (_, html, expected) => {
    write('page.html', html);
    expect(findDeadLinks(folder)).toEqual(expected);
  });
});
