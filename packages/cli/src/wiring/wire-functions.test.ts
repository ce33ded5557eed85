import { expect, test } from 'vitest';
import {
  BACKEND,
  DATA,
  NEW_BACKEND,
  NEW_DATA,
  STORAGE,
  wireRecipes,
} from '../../testing/wire-recipes.js';

const NEW_APP = { [BACKEND]: NEW_BACKEND, [DATA]: NEW_DATA };
const ALL = ['dynamodb-stream', 'kinesis-stream', 's3-upload', 'report-to-s3', 'sns-digest'];

test('a stream gets its function, and the backend connects it', async () => {
  const { files, problems, left } = await wireRecipes(['dynamodb-stream'], NEW_APP);
  expect({ problems, left }).toEqual({ problems: [], left: [] });
  expect(Object.keys(files).sort()).toEqual([
    BACKEND,
    'amplify/functions/index-todos/handler.ts',
    'amplify/functions/index-todos/resource.ts',
  ]);
  expect(files[BACKEND]).toBe(
    NEW_BACKEND.replace(
      "data/resource';\n",
      `data/resource';
import { connectTableStream } from '@amplify-recipes/core/backend';
import { indexTodos } from './functions/index-todos/resource.js';
`,
    )
      .replace('defineBackend({', 'const backend = defineBackend({')
      .replace(
        '  data,\n});',
        `  data,
  indexTodos,
});
connectTableStream(backend.data.resources.tables.Todo, backend.indexTodos);`,
      ),
  );
});

test('a model of the README is added if the app does not have it', async () => {
  const data = NEW_DATA.replaceAll('Todo', 'Task');
  const { files } = await wireRecipes(['dynamodb-stream'], { ...NEW_APP, [DATA]: data });
  expect(files[DATA]).toContain(`  Todo: a
    .model({ content: a.string(), done: a.boolean() })`);
});

test('a bucket is created for the first recipe, and the second one uses it', async () => {
  const { files, problems } = await wireRecipes(['report-to-s3', 's3-upload'], NEW_APP);
  expect(problems).toEqual([]);
  expect(files[STORAGE]).toBe(`import { defineStorage, defineFunction } from '@aws-amplify/backend';

export const storage = defineStorage({
  name: 'files',
  access: (allow) => ({ 'uploads/*': [allow.authenticated.to(['write'])] }),
  triggers: {
    onUpload: defineFunction({
      name: 'on-upload',
      entry: './on-upload/handler.ts',
      resourceGroupName: 'storage',
    }),
  },
});
`);
  expect(files[BACKEND]?.match(/^ {2}storage,$/gm)).toHaveLength(1);
});

test('a bucket of the app keeps its name, its permissions and its triggers', async () => {
  const existing = `import { defineStorage } from '@aws-amplify/backend';
import { onDelete } from './on-delete/resource';

export const storage = defineStorage({
  name: 'pictures',
  access: (allow) => ({ 'pictures/*': [allow.guest.to(['read'])] }),
  triggers: { onDelete },
});
`;
  const { files, problems } = await wireRecipes(['s3-upload'], { ...NEW_APP, [STORAGE]: existing });
  expect(problems).toEqual([]);
  expect(files[STORAGE]).toContain("name: 'pictures',");
  expect(files[STORAGE]).not.toContain('uploads/*');
  expect(files[STORAGE]).toMatch(/triggers: \{\n\s+onDelete,\n\s+onUpload: defineFunction\(\{/);
});

test('connecting all of them again changes nothing, also if the user changed a handler', async () => {
  const first = await wireRecipes(ALL, NEW_APP);
  expect(first.problems).toEqual([]);
  const handler = 'amplify/functions/clicks/handler.ts';
  const changed = { ...NEW_APP, ...first.files, [handler]: `${first.files[handler]}// mine\n` };
  expect(await wireRecipes(ALL, changed)).toEqual({ files: {}, problems: [], left: [] });
});

test('connecting them again changes nothing if the user formatted them or changed options', async () => {
  const { files } = await wireRecipes(ALL, NEW_APP);
  const [backend = '', before = ''] = [files[BACKEND], files[DATA]];
  const changed = {
    [BACKEND]: backend
      .replace('backend.indexTodos)', 'backend.indexTodos, { batchSize: 10 })')
      .replace("'click-stream'), 'clicks')", "'click-stream'), 'clicks', { shardCount: 2 })")
      .replace('team@example.com', 'us@example.com')
      .replaceAll("'", '"')
      .replaceAll('.js"', '"')
      .replaceAll(';\n', '\n'),
    [DATA]: before,
  };
  expect(changed[BACKEND]).toContain('{ batchSize: 10 }');
  expect(changed[BACKEND]).toContain('{ shardCount: 2 }');
  expect(changed[BACKEND]).toContain('us@example.com');
  expect(await wireRecipes(ALL, { ...NEW_APP, ...files, ...changed })).toEqual({
    files: {},
    problems: [],
    left: [],
  });
});

test.each<[why: string, recipe: string, files: Readonly<Record<string, string>>, words: string]>([
  [
    'a file of the function exists',
    'kinesis-stream',
    { 'amplify/functions/clicks/resource.ts': 'mine\n' },
    'amplify/functions/clicks/resource.ts exists with other contents.',
  ],
  [
    'the bucket calls another function',
    's3-upload',
    {
      [STORAGE]:
        "import { defineStorage } from '@aws-amplify/backend';\nexport const storage = defineStorage({ name: 'a', triggers: { onUpload: mine } });\n",
    },
    'has a function for onUpload',
  ],
  [
    'the bucket has another name in the app',
    'report-to-s3',
    {
      [STORAGE]:
        "import { defineStorage } from '@aws-amplify/backend';\nexport const files = defineStorage({ name: 'a' });\n",
    },
    'does not export a const storage',
  ],
  [
    'the triggers of the bucket are in a variable',
    's3-upload',
    {
      [STORAGE]:
        "import { defineStorage } from '@aws-amplify/backend';\nexport const storage = defineStorage({ name: 'a', triggers });\n",
    },
    'are not written as an object',
  ],
  [
    'the backend uses a name for something else',
    'sns-digest',
    { [BACKEND]: `${NEW_BACKEND}\nconst news = 1;\n` },
    'amplify/backend.ts uses the name news already',
  ],
])('nothing changes when %s', async (_, recipe, changed, words) => {
  const { files, problems } = await wireRecipes([recipe], { ...NEW_APP, ...changed });
  expect(problems.join()).toContain(words);
  expect(files).toEqual({});
});
