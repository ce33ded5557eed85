import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { registryItemSchema, registrySchema } from 'shadcn/schema';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Recipe, readCatalogue } from '../src/recipes/catalogue.js';
import { type ScratchApp, scratchApp } from '../testing/scratch-app.js';

const run = promisify(execFile);
const registry = fileURLToPath(new URL('../dist/registry', import.meta.url));
const bin = fileURLToPath(new URL('../dist/bin.js', import.meta.url));
const shadcn = join(dirname(fileURLToPath(import.meta.resolve('shadcn/schema'))), '../index.js');

/** A valid `components.json`, which names the registry. */
const componentsOf = (url: string) =>
  JSON.stringify({
    style: 'new-york',
    rsc: false,
    tsx: true,
    tailwind: { config: '', css: 'src/index.css', baseColor: 'neutral', cssVariables: true },
    aliases: { components: '@/components', utils: '@/lib/utils' },
    registries: { '@amplify-recipes': `${url}/{name}.json` },
  });

/** What shadcn reads from its own registry for an app with a `components.json`. */
const COLOURS = JSON.stringify({
  inlineColors: { light: {}, dark: {} },
  cssVars: { light: {}, dark: {} },
  inlineColorsTemplate: '',
  cssVarsTemplate: '',
});

let recipes: readonly Recipe[];
let server: Server;
let url: string;
let tools: string;

beforeAll(async () => {
  recipes = await readCatalogue();
  server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '', 'http://registry');
    const text =
      pathname === '/colors/neutral.json'
        ? COLOURS
        : await readFile(join(registry, pathname)).catch(() => undefined);
    response.writeHead(text ? 200 : 404, { 'content-type': 'application/json' }).end(text);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  // Stands in for npm: it writes down what it should install, and installs nothing.
  tools = await mkdtemp(join(tmpdir(), 'tools-'));
  await writeFile(join(tools, 'npm'), '#!/bin/sh\necho "$@" >> installed.log\n');
  await chmod(join(tools, 'npm'), 0o755);
});

afterAll(async () => {
  server?.close();
  await rm(tools, { recursive: true, force: true });
});

let app: ScratchApp;
beforeEach(async () => {
  app = await scratchApp({ 'package-lock.json': '{}', 'src/main.tsx': 'export {};\n' });
});

const add = (...items: string[]) =>
  run(process.execPath, [shadcn, 'add', ...items, '--yes'], {
    cwd: app.root,
    env: {
      ...process.env,
      NO_COLOR: '1',
      PATH: `${tools}${delimiter}${process.env.PATH}`,
      REGISTRY_URL: url,
    },
  });

async function expectCopies(expected: readonly Recipe[]): Promise<void> {
  const copied = expected.flatMap(({ target, files }) =>
    Object.entries(files).map(([path, text]) => [`${target}/${path}`, text] as const),
  );
  for (const [path, text] of copied) {
    expect((await app.read(path)) === text, `${path} has the published text`).toBe(true);
  }
  const files = (await app.files()).filter((path) => /^amplify\/(?:auth|functions)\//.test(path));
  expect(files).toEqual(copied.map(([path]) => path).sort());
}

const named = (...names: string[]) => recipes.filter(({ name }) => names.includes(name));

describe('the registry for shadcn', () => {
  test('has an item for each recipe, with targets in amplify/ only', async () => {
    const index = registrySchema.parse(
      JSON.parse(await readFile(`${registry}/registry.json`, 'utf8')),
    );
    expect(index.items.map(({ name }) => name).sort()).toEqual(
      recipes.map(({ name }) => name).sort(),
    );
    for (const { name } of recipes) {
      const text = await readFile(`${registry}/${name}.json`, 'utf8');
      const { type, files = [] } = registryItemSchema.parse(JSON.parse(text));
      expect(type).toBe('registry:item');
      for (const file of files) {
        expect(file).toMatchObject({
          type: 'registry:file',
          target: expect.stringMatching(/^~\/amplify\/(?:auth|functions)\/[\w./-]+$/),
        });
      }
    }
  });

  test('gives `shadcn add` all recipes, byte for byte, also in an app with the folder src', async () => {
    await add(...recipes.map(({ name }) => `${url}/${name}.json`));
    await expectCopies(recipes);
    const installed = await app.read('installed.log');
    for (const name of recipes.flatMap((each) => [...each.dependencies, ...each.devDependencies])) {
      expect(installed).toMatch(new RegExp(` ${name}(?:@\\^\\d\\S*)?(?: |$)`, 'm'));
    }
  });

  test('is a namespace of an app that uses shadcn', async () => {
    await app.write('components.json', componentsOf(url));
    await app.write('tsconfig.json', '{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }');
    await add('@amplify-recipes/minimum-age', '@amplify-recipes/captcha');
    await expectCopies(named('minimum-age', 'captcha'));
    expect(await app.read('installed.log')).toContain('@amplify-recipes/core@^');
  });

  test('is a folder of an installed package, whose copies the command then updates', async () => {
    await add(join(registry, 'add-to-group.json'));
    await expectCopies(named('add-to-group'));
    const command = (...args: string[]) => run(process.execPath, [bin, ...args], { cwd: app.root });
    expect((await command('add', 'add-to-group', '--no-install')).stdout).toContain(
      'add-to-group 0.0.0 is already in amplify/auth/add-to-group/',
    );
    expect((await command('update', '--no-install')).stdout).toContain('is up to date');
  });
});
