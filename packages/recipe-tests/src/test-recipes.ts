import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loggedText } from './answer-of.js';
import { untestedRecipes } from './contract/folder-problems.js';
import { copyTargetOf, isCognitoTrigger } from './contract/readme-problems.js';
import { RECIPE_CHECKS } from './contract/recipe-checks.js';
import {
  factoryName,
  folderOf,
  type RecipeUnderTest,
  readManifest,
  typeName,
} from './contract/recipe-under-test.js';
import { readSources, triggerErrorCodes } from './contract/sources.js';
import { staleBuilds } from './contract/workspace-problems.js';
import { expectFunctionOptions, FUNCTION_OPTIONS } from './function-options.js';
import { type HttpAnswer, type HttpServer, startHttpServer } from './http-server.js';
import { invokeBundle } from './invoke-bundle.js';
import { testPublishedPackage } from './package-tests.js';
import { personalValuesIn } from './personal-values.js';
import type { Files } from './scratch-folder.js';
import { type SynthesizedBackend, synthesize } from './synthesis.js';

/** An event for a recipe, and the expected outcome in its deployed form. */
export type Trial = {
  readonly event: object;
  /** The code of the expected `TriggerError`. */
  readonly code?: string;
  /** The message of another expected error, which makes the caller retry. */
  readonly error?: string;
  /** The expected result. Default the unchanged event, unless an error is expected. */
  readonly result?: unknown;
  /** The function to test, if a recipe has several: `define` for `one-time-code-define`. */
  readonly part?: string;
  /** More variables besides the options, such as a secret. `AWS_ENDPOINT_URL` is a test server. */
  readonly environment?: Readonly<Record<string, string>>;
};

type RecipeTrials = Pick<RecipeUnderTest, 'hiddenOptions' | 'furtherOptions'> & {
  /** Events that the recipe accepts. */
  readonly yes: Trial | readonly Trial[];
  /** Events that it refuses or reports as failed. Required if it throws a `TriggerError`. */
  readonly no?: Trial | readonly Trial[];
  /**
   * The maximum size of its bundle in bytes. Default 30,000 for a ready handler, which is built
   * without the AWS SDK, and 52,000 for the user's own handler, half of which is Powertools Logger.
   */
  readonly bundleLimit?: number;
  /** The functions that have a default for each of their options. */
  readonly startsWithoutOptions?: readonly string[];
  /** The answers of the AWS services that it calls. Default `{}`. */
  readonly aws?: HttpAnswer;
};

/** A recipe and the options to test it with. Use {@link secretNamed} for secrets. */
export type RecipeOfOptions = RecipeTrials & { readonly options: object };

/** A recipe and a handler to test it with, which imports the factory from the given module. */
export type RecipeOfCode = RecipeTrials & { readonly handler: (module: string) => string };

export type RecipesUnderTest = Readonly<Record<string, RecipeOfOptions | RecipeOfCode>>;

/** The value of an option that is set with Amplify's `secret(name)`. */
export function secretNamed(name: string): { readonly secret: string } {
  return { secret: name };
}

/**
 * Declares the tests of the contract of a package's recipes: everything that CONTRIBUTING.md
 * requires of a recipe besides its own tests. Each failure says what is missing and what to do.
 *
 * It synthesises one backend that has each recipe twice, from the built package and from a copy of
 * the folder, and invokes both bundles. The functions have the names `email-domain` and
 * `copied-email-domain`. `files` may contain an `amplify/backend.ts` that replaces the generated
 * one. It imports `recipes` from `./recipes.js`: `{ emailDomain, copiedEmailDomain }`.
 *
 * @param moduleUrl `import.meta.url` of the package's `src/package.test.ts`.
 * @param snippets The minimum number of snippets in the READMEs. Default two for each recipe.
 * @returns The functions of that backend, for further tests of the package.
 * @example
 * testRecipes(import.meta.url, {
 *   'email-domain': {
 *     options: { allow: ['example.com'] },
 *     yes: { event: at('example.com') },
 *     no: { event: at('example.org'), code: 'EMAIL_DOMAIN_NOT_ALLOWED' },
 *   },
 * });
 */
export function testRecipes(
  moduleUrl: string,
  recipes: RecipesUnderTest,
  { files = {}, snippets = 0 }: { readonly files?: Files; readonly snippets?: number } = {},
): SynthesizedBackend {
  const packageUrl = new URL('..', moduleUrl);
  const packageFolder = fileURLToPath(packageUrl).replace(/[\\/]$/, '');
  const workspace = join(packageFolder, '../..');
  const tried = Object.entries(recipes).map(([name, trials]) => ({
    trials,
    recipe: {
      workspace,
      packageFolder,
      name,
      configuredBy: 'options' in trials ? ('options' as const) : ('code' as const),
      hiddenOptions: trials.hiddenOptions ?? [],
      furtherOptions: trials.furtherOptions ?? [],
    },
  }));
  let backend: SynthesizedBackend | undefined;
  const find: SynthesizedBackend = (name) => {
    if (!backend) throw new Error('The backend did not synthesise. The first error says why.');
    return backend(name);
  };

  describe(`the recipes of ${basename(packageFolder)}`, () => {
    it('are all tested', async () => {
      expect(await untestedRecipes(packageFolder, Object.keys(recipes))).toEqual([]);
    });

    it('are built', async () => {
      expect(await staleBuilds(packageFolder)).toEqual([]);
    });
  });

  describe.each(tried)('the contract of $recipe.name', ({ recipe }) => {
    it.each(Object.entries(RECIPE_CHECKS))('%s', async (_, problemsOf) => {
      expect(await problemsOf(recipe)).toEqual([]);
    });
  });

  describe('a backend with the recipes of this package', () => {
    beforeAll(async () => {
      backend = await synthesize(packageUrl, {
        ...(await copiesOf(tried.map(({ recipe }) => recipe))),
        'amplify/backend.ts': DEFAULT_BACKEND,
        ...(await definitionsOf(packageFolder, tried)),
        ...files,
      });
    });

    for (const { recipe, trials } of tried) declareTrials(recipe, trials, find);
  });

  testPublishedPackage(packageUrl, Math.max(2 * tried.length, snippets), () =>
    copiesOf(tried.map(({ recipe }) => recipe)),
  );
  return find;
}

const DEFAULT_BACKEND = `
  import { defineBackend } from '@aws-amplify/backend';
  import { recipes } from './recipes.js';

  defineBackend(recipes);
`;

type Tried = { readonly recipe: RecipeUnderTest; readonly trials: RecipeOfOptions | RecipeOfCode };

/** The folders that the READMEs name as targets of the copies. */
async function copiesOf(recipes: readonly RecipeUnderTest[]): Promise<Files> {
  const copies: Record<string, { copyOf: string }> = {};
  for (const recipe of recipes) copies[await targetOf(recipe)] = { copyOf: folderOf(recipe) };
  return copies;
}

const targetOf = async (recipe: RecipeUnderTest) =>
  (await copyTargetOf(recipe)) ?? `amplify/auth/${recipe.name}`;

/** The content of `amplify/recipes.ts`, with each recipe from its package and from its copy. */
async function definitionsOf(packageFolder: string, tried: readonly Tried[]): Promise<Files> {
  const { name: packageName } = await readManifest(packageFolder);
  const files: Record<string, string> = {};
  const imports = ["import { defineFunction, secret } from '@aws-amplify/backend';"];
  const calls: string[] = [];
  for (const [index, { recipe, trials }] of tried.entries()) {
    const { name } = recipe;
    const copy = (await targetOf(recipe)).replace(/^amplify\//, '');
    if ('options' in trials) {
      const define = `define${typeName(name)}`;
      const options = JSON.stringify(trials.options).replace(
        SECRET,
        (_, quoted: string) => `secret(${quoted})`,
      );
      imports.push(
        `import { ${define} as published${index} } from '${packageName}/resources';`,
        `import { ${define} as copied${index} } from './${copy}/resource.js';`,
      );
      calls.push(
        `add('${name}', published${index}(${options}));`,
        `add('copied-${name}', copied${index}(${options}, ${JSON.stringify({ ...FUNCTION_OPTIONS, name: `copied-${name}` })}));`,
      );
    } else {
      const resources = (await isCognitoTrigger(recipe))
        ? { resourceGroupName: 'auth', timeoutSeconds: 5 }
        : {};
      const modules = { [name]: packageName, [`copied-${name}`]: `../${copy}/recipe.js` };
      for (const [functionName, module] of Object.entries(modules)) {
        files[`amplify/${functionName}/handler.ts`] = trials.handler(module);
        const props = { name: functionName, entry: `./${functionName}/handler.ts`, ...resources };
        calls.push(`add('${functionName}', defineFunction(${JSON.stringify(props)}));`);
      }
    }
  }
  files['amplify/recipes.ts'] = `
    ${imports.join('\n')}

    export const recipes = {};

    const camel = (name) => name.replace(/-(.)/g, (_, letter) => letter.toUpperCase());

    function add(name, made) {
      const functions = 'getInstance' in made ? { '': made } : made;
      for (const [part, own] of Object.entries(functions)) recipes[camel(part ? name + '-' + part : name)] = own;
    }

    ${calls.join('\n')}
  `;
  return files;
}

/** The JSON of the result of {@link secretNamed}. */
const SECRET = /\{"secret":("[^"]+")\}/g;

function declareTrials(
  recipe: RecipeUnderTest,
  { yes, no = [], aws = { body: '{}' }, ...trials }: RecipeOfOptions | RecipeOfCode,
  find: SynthesizedBackend,
): void {
  const { name, configuredBy } = recipe;
  const tries = [
    ...[yes].flat().map((trial) => ({ ...trial, says: 'yes' })),
    ...[no].flat().map((trial) => ({ ...trial, says: 'no' })),
  ];
  const parts = [...new Set(tries.map(({ part }) => part))];
  const origins = [name, `copied-${name}`];
  const named = (origin: string, part?: string) => (part ? `${origin}-${part}` : origin);
  const functions = origins.flatMap((origin) => parts.map((part) => named(origin, part)));

  describe(name, () => {
    let server: HttpServer;

    beforeAll(async () => {
      server = await startHttpServer(() => aws);
    });
    afterAll(() => server.stop());

    it('is tested with an event that it refuses, if it can refuse', async () => {
      const codes = triggerErrorCodes(await readSources(folderOf(recipe)));
      const untried =
        codes.length > 0 && [no].flat().length === 0
          ? [
              `testRecipes has no event that ${name} refuses. Add: no: { event, code: '${codes[0]}' }`,
            ]
          : [];
      expect(untried).toEqual([]);
    });

    it.each(functions)(
      'has %s in the stack of the user pool, with a timeout of up to 5 seconds',
      async (of) => {
        if (!(await isCognitoTrigger(recipe))) return;
        const { stack, timeout } = find(of);
        expect(
          stack,
          "A trigger must be in the stack of its user pool. Set resourceGroupName: 'auth'.",
        ).toBe('auth');
        expect(
          timeout,
          'Cognito waits 5 seconds. Set timeoutSeconds to 5 or less.',
        ).toBeLessThanOrEqual(5);
      },
    );

    it.each(functions)('grants %s no action on all resources', (of) => {
      for (const { Action, Resource } of find(of).statements) {
        const allowed = JSON.stringify(configuredBy === 'options' ? [Action, Resource] : Action);
        expect(allowed, 'Grant only the actions and the resources that it needs.').not.toContain(
          '*',
        );
        expect(JSON.stringify([Resource])).not.toContain('"*"');
      }
    });

    // Amplify bundles the copy of a ready handler with the whole SDK, if the handler uses it.
    const small = configuredBy === 'options' ? parts.map((part) => named(name, part)) : functions;
    it.each(small)('has a small bundle of %s', (of) => {
      const { bundleLimit = configuredBy === 'options' ? 30_000 : 52_000 } = trials;
      expect(
        find(of).bundleSize,
        'The bundle is larger than its limit. Check its imports, or raise bundleLimit in testRecipes and explain it in the README.',
      ).toBeLessThan(bundleLimit);
    });

    const bundles = origins.flatMap((origin) =>
      tries.map((trial, index) => ({ ...trial, index, of: named(origin, trial.part) })),
    );

    it.each(bundles)('has the bundle $of, which answers event $index with $says', async (trial) => {
      const { event, environment = {}, code, error = code, of } = trial;
      const { output, ...outcome } = await invokeBundle(find(of), event, {
        AWS_ENDPOINT_URL: server.url,
        ...environment,
      });
      expect(outcome.error?.split(':')[0], `The bundle printed: ${output}`).toBe(error);
      expect(outcome.result).toEqual('result' in trial || error ? trial.result : event);
      const written = loggedText(output);
      expect(
        personalValuesIn(event).filter((value) => written.includes(value)),
        'The log contains these values of the event. Log a code, a count or the sub instead.',
      ).toEqual([]);
    });

    if (configuredBy === 'code') {
      it('does not start without its options', async () => {
        const module = pathToFileURL(join(recipe.packageFolder, 'dist', name, 'recipe.js')).href;
        const factory = (await import(module))[factoryName(name)];
        expect(() => factory({}), 'Read the options with parseOptions.').toThrow(
          'The options are not valid.',
        );
      });
    } else {
      it.each(parts.map((part) => named(`copied-${name}`, part)))(
        'passes every option of defineFunction to %s',
        (of) => expectFunctionOptions(find(of)),
      );

      const { startsWithoutOptions = [] } = trials;
      const needy = tries.filter(({ part = '' }) => !startsWithoutOptions.includes(part));
      const firsts = parts.flatMap((part) => needy.find((trial) => trial.part === part) ?? []);
      const started = origins.flatMap((origin) =>
        firsts.map(({ part, event }) => ({ of: named(origin, part), event })),
      );
      it.each(started)(
        'has the bundle $of, which does not start without its options',
        async ({ of, event }) => {
          const outcome = await invokeBundle({ ...find(of), environment: {} }, event);
          expect(outcome.error, 'Read the options with optionsFromEnv, at cold start.').toContain(
            'The options are not valid.',
          );
        },
      );
    }
  });
}
