import { readdir, readFile } from 'node:fs/promises';
import { posix } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { type Recipe, readCatalogue, recipesNamed } from './catalogue.js';

let catalogue: readonly Recipe[];
beforeAll(async () => {
  catalogue = await readCatalogue();
});

const workspace = new URL('../../../../', import.meta.url);

test('has all recipes of the workspace, with the triggers of the root README', async () => {
  const readme = await readFile(new URL('README.md', workspace), 'utf8');
  const rows = [
    ...readme.matchAll(/^\| \[`([\w-]+)`\]\(packages\/[\w-]+\/src\/.+?\) \| (.+?) \|/gm),
  ];
  const listed = rows.map(([, name = '', trigger = '']) => [name, trigger]);
  const known = catalogue.map(({ name, trigger }) => [name, trigger]);
  expect(
    Object.fromEntries(known),
    'Add a package with recipes to the dependencies of packages/cli, and the trigger to triggers.ts.',
  ).toEqual(Object.fromEntries(listed));
});

test('takes the files of a recipe as published, and no test', async () => {
  for (const { name, packageFolder, files } of catalogue) {
    const folder = `${packageFolder}/src/${name}`;
    for (const [path, text] of Object.entries(files)) {
      expect(text).toBe(await readFile(`${folder}/${path}`, 'utf8'));
    }
    const all = await readdir(folder, { recursive: true });
    const expected = all.filter((path) => /\.(?:ts|md)$/.test(path) && !path.endsWith('.test.ts'));
    expect(Object.keys(files).sort()).toEqual(expected.sort());
  }
});

test('every package publishes the sources of its recipes', async () => {
  for (const { packageFolder } of catalogue) {
    const manifest = JSON.parse(await readFile(`${packageFolder}/package.json`, 'utf8'));
    expect(manifest.files).toContain('src');
    expect(manifest.exports).toHaveProperty(['./package.json']);
  }
});

test('reads the instructions of each README', () => {
  for (const { name, sentence, target, dependencies, snippets } of catalogue) {
    expect(sentence).toMatch(/^[A-Z].+\.$/);
    expect(target).toMatch(new RegExp(`^amplify/(?:auth|functions)/${name}$`));
    expect(dependencies).toContain('@amplify-recipes/core');
    expect(snippets.length).toBeGreaterThan(0);
    for (const { path, code } of snippets) {
      expect(path).toMatch(/^amplify\/.+\.ts$/);
      expect(code).not.toMatch(/^\/\/ amplify/);
    }
  }
});

test('the snippets of a copy import the copy, and no snippet imports its package', () => {
  for (const { name, packageName, snippets } of catalogue) {
    const code = snippets.map((snippet) => snippet.code).join('');
    expect(code).toMatch(new RegExp(`/${name}/(?:recipe|resource)\\.js'`));
    expect(code.replace(`${packageName}/react`, '')).not.toContain(`'${packageName}`);
  }
});

test.each([
  ['of another case', 'Email-Domain'],
  ['with a path', '../email-domain'],
  ['with an absolute path', '/etc/passwd'],
  ['on a drive', 'C:\\email-domain'],
  ['of a property of all objects', '__proto__'],
  ['with a space', 'email-domain '],
  ['that is empty', ''],
])('a name %s is no recipe', (_, name) => {
  expect(() => recipesNamed(catalogue, [name])).toThrow(/There is no recipe .+ email-domain,/);
});

test('an unknown name cannot write over the terminal', () => {
  expect(() => recipesNamed(catalogue, ['\u001b[2J'])).toThrow('There is no recipe "\uFFFD[2J".');
});

test('a recipe that is named twice is taken once', () => {
  expect(recipesNamed(catalogue, ['captcha', 'captcha'])).toHaveLength(1);
});

test('the snippets of a copy need no file that they leave out', () => {
  const given = [
    'amplify/auth/resource.js',
    'amplify/data/resource.js',
    'amplify/storage/resource.js',
  ];
  for (const { name, target, snippets } of catalogue) {
    const paths = snippets.map(({ path }) => path.replace(/\.ts$/, '.js'));
    for (const { path, code } of snippets) {
      for (const [, from = ''] of code.matchAll(/ from '(\.[^']+)'/g)) {
        const imported = posix.join(posix.dirname(path), from);
        const isKnown =
          [...given, ...paths].includes(imported) || imported.startsWith(`${target}/`);
        expect(isKnown, `${name}: ${path} imports ${from}`).toBe(true);
      }
    }
  }
});
