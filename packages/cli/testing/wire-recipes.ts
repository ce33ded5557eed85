import { requireApp } from '../src/app/amplify-app.js';
import { type Recipe, readCatalogue, recipesNamed } from '../src/recipes/catalogue.js';
import { planWiring } from '../src/wiring/plan-wiring.js';
import { scratchApp } from './scratch-app.js';

export const AUTH = 'amplify/auth/resource.ts';
export const BACKEND = 'amplify/backend.ts';
export const DATA = 'amplify/data/resource.ts';
export const STORAGE = 'amplify/storage/resource.ts';
export const HANDLER = 'amplify/auth/pre-sign-up/handler.ts';
export const RESOURCE = 'amplify/auth/pre-sign-up/resource.ts';

/** The `amplify/auth/resource.ts` that `npm create amplify` writes. */
export const NEW_APP = `import { defineAuth } from '@aws-amplify/backend';

/**
 * Define and configure your auth resource
 * @see https://docs.amplify.aws/gen2/build-a-backend/auth
 */
export const auth = defineAuth({
  loginWith: {
    email: true,
  },
});
`;

/** The `amplify/data/resource.ts` that `npm create amplify` writes, without its comments. */
export const NEW_DATA = `import { type ClientSchema, a, defineData } from "@aws-amplify/backend";

const schema = a.schema({
  Todo: a
    .model({
      content: a.string(),
    })
    .authorization((allow) => [allow.guest()]),
});

export type Schema = ClientSchema<typeof schema>;

export const data = defineData({
  schema,
  authorizationModes: {
    defaultAuthorizationMode: "identityPool",
  },
});
`;

/** The `amplify/backend.ts` that `npm create amplify` writes. */
export const NEW_BACKEND = `import { defineBackend } from '@aws-amplify/backend';
import { auth } from './auth/resource';
import { data } from './data/resource';

/**
 * @see https://docs.amplify.aws/react/build-a-backend/ to add storage, functions, and more
 */
defineBackend({
  auth,
  data,
});
`;

/** The recipes do not change during the tests. */
let recipes: Promise<Recipe[]> | undefined;

async function catalogue(): Promise<Recipe[]> {
  recipes ??= readCatalogue();
  return recipes;
}

/** Connects recipes with a new app, and returns the changed files and the problems. */
export async function wireRecipes(
  names: readonly string[],
  files: Readonly<Record<string, string>>,
) {
  const { root } = await scratchApp(files);
  const copies = recipesNamed(await catalogue(), names).map((recipe) => ({
    recipe,
    folder: recipe.target,
  }));
  const wirings = await planWiring(await requireApp(root), copies, new Map());
  return {
    files: Object.fromEntries(wirings.flatMap(({ changes }) => [...changes])),
    problems: wirings.flatMap(({ problem }) => problem ?? []),
    left: wirings.flatMap(({ left }) => left.map(({ path }) => path)),
  };
}

/** The files that copies of recipes have in an app. */
export async function copiesOf(names: readonly string[]): Promise<Record<string, string>> {
  const copies = recipesNamed(await catalogue(), names).flatMap(({ target, files }) =>
    Object.entries(files).map(([path, text]) => [`${target}/${path}`, text]),
  );
  return Object.fromEntries(copies);
}
