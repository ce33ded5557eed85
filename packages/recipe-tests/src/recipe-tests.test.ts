import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import {
  compileExamples,
  invokeBundle,
  publishingProblems,
  startAwsServer,
  startHttpServer,
  synthesize,
} from './index.js';

// The tests of other packages rely on these functions, so the failures are tested here.

const folders: string[] = [];

afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

async function packageOf(files: Record<string, string>): Promise<URL> {
  const parent = fileURLToPath(new URL('../.amplify', import.meta.url));
  await mkdir(parent, { recursive: true });
  const folder = await mkdtemp(join(parent, 'package-'));
  folders.push(folder);
  const manifest = {
    name: 'a-package',
    version: '1.0.0',
    license: 'MIT',
    type: 'module',
    publishConfig: { access: 'public', provenance: true },
    files: ['index.js', 'index.d.ts'],
    exports: { '.': { types: './index.d.ts', default: './index.js' } },
  };
  const all = {
    'package.json': JSON.stringify(manifest),
    'index.js': 'export const seven = 7;\n',
    'index.d.ts': 'export declare const seven: number;\n',
    ...files,
  };
  for (const [path, text] of Object.entries(all)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return pathToFileURL(`${folder}/`);
}

const snippet = (...lines: string[]) => `\`\`\`ts\n${lines.join('\n')}\n\`\`\`\n`;

describe('compileExamples with READMEs', () => {
  it('finds the error of a snippet and its line', async () => {
    const folder = await packageOf({
      'README.md': `# A package\n\n${snippet("import { seven } from 'a-package';", '', 'export const text: string = seven;')}`,
      'src/a-recipe/README.md': snippet("import { eight } from 'a-package';", 'export { eight };'),
    });
    const { snippets, problems } = await compileExamples(folder);
    expect(snippets).toBe(2);
    expect(problems.sort()).toEqual([
      "README.md:6 Type 'number' is not assignable to type 'string'.",
      `src/a-recipe/README.md:2 Module '"a-package"' has no exported member 'eight'.`,
    ]);
  });

  it('lets a snippet import earlier snippets by the path in their first line', async () => {
    const folder = await packageOf({
      'README.md': [
        snippet('// amplify/seven.ts', "export { seven } from 'a-package';"),
        snippet(
          '// amplify/backend.ts',
          "import { seven } from './seven.js';",
          'export const n: number = seven;',
        ),
        snippet("import { six } from './other/six.js';", 'export const n: number = six;'),
      ].join('\n'),
    });
    const others = { 'other/six.ts': 'export const six = 6;' };
    expect(await compileExamples(folder, others)).toEqual({ snippets: 3, problems: [] });
  });
});

describe('compileExamples with copies', () => {
  const copy = (...install: string[]) =>
    [
      '# A recipe',
      '## Copy',
      'Copy this folder without its tests (`*.test.ts`) to `amplify/auth/a-recipe/`, and install:',
      ...install,
      '## Options',
    ].join('\n\n');
  const recipe = (source: string, readme: string) =>
    packageOf({ 'src/a-recipe/recipe.ts': source, 'src/a-recipe/README.md': readme });
  const ofNode =
    "import { domainToASCII } from 'node:url';\nexport const a = domainToASCII('a');\n";
  const withTypes = '`"types": ["node"]`';

  it.each<[string, string, string, string | undefined]>([
    ['nothing', 'export const a: number = 1;', copy(), undefined],
    ['a package that it names', ofNode, copy('npm i -D @types/node', withTypes), undefined],
    ['types that it does not name', ofNode, copy(), "'node:url'"],
    ['types that it does not install', ofNode, copy(withTypes), "'node'"],
    ['types that it only installs', ofNode, copy('npm i -D @types/node'), "'node:url'"],
    ['a package that it does not name', "export * from 'vitest';", copy(), "'vitest'"],
    ['a fault', 'export const a: number = undefined;', copy(), "'undefined' is not assignable"],
    ['its tests', "export * from './recipe.test.js';", copy(), "'./recipe.test.js'"],
    ['an outer file', "export * from '../other.js';", copy(), "'../other.js'"],
    ['a section', 'export {};', '# A recipe\n', 'does not say where to copy the folder.'],
  ])('finds a recipe that needs %s', async (_, source, readme, problem) => {
    const folder = await recipe(source, readme);
    const outside = new URL('src/other.ts', folder);
    await writeFile(outside, 'export {};\n');
    await writeFile(new URL('src/a-recipe/recipe.test.ts', folder), 'export {};\n');
    const { problems } = await compileExamples(folder);
    if (problem === undefined) expect(problems).toEqual([]);
    else expect(problems.join('\n')).toContain(problem);
  });
});

describe('publishingProblems', () => {
  it('finds no problem in a valid package', async () => {
    expect(await publishingProblems(await packageOf({}))).toEqual([]);
  });

  it.each([
    ['an export that does not exist', { exports: { '.': './gone.js' } }, 'gone.js'],
    [
      'types that do not exist',
      { exports: { '.': { types: './gone.d.ts', default: './index.js' } } },
      'gone.d.ts',
    ],
    [
      'a test that npm would publish',
      { files: ['index.js', 'index.d.ts', 'wrong.test.d.ts'] },
      'npm would publish wrong.test.d.ts, a test. Exclude it in "files" of package.json: "!*.test.d.ts".',
    ],
    [
      'a package without provenance',
      { publishConfig: { access: 'public' } },
      'package.json needs "publishConfig": { "access": "public", "provenance": true }',
    ],
    ['no types', { files: ['index.js'], exports: './index.js' }, 'UntypedPackage'],
    [
      'types that an ES module cannot import',
      { exports: { '.': { types: './wrong.d.ts', default: './index.js' } } },
      'InternalResolutionError',
    ],
  ])('finds %s', async (_, changes, problem) => {
    const manifest = { name: 'a-package', version: '1.0.0', license: 'MIT', type: 'module' };
    const folder = await packageOf({
      'package.json': JSON.stringify({ ...manifest, ...changes }),
      'wrong.d.ts': "export * from './index';\n",
      'wrong.test.d.ts': 'export {};\n',
    });
    expect((await publishingProblems(folder)).join('\n')).toContain(problem);
  });
});

describe('synthesize', () => {
  it('shows the output if the backend does not synthesise', async () => {
    const folder = await packageOf({});
    const files = { 'amplify/backend.ts': "throw new Error('no such recipe');" };
    await expect(synthesize(folder, files)).rejects.toThrow('no such recipe');
  });
});

describe('invokeBundle', () => {
  const functionOf = (bundle: string) => ({
    bundle,
    bundleSize: bundle.length,
    environment: { OWN: 'own', RESOLVED: { Ref: 'Table' } },
    statements: [],
    properties: {},
    schedules: [],
    retentionDays: undefined,
    stack: 'auth',
    timeout: 5,
  });

  it('runs the bundle with only its own environment', async () => {
    process.env.OF_THE_TESTER = 'x';
    const handler = `export const handler = async (event) => {
      console.log('ran');
      return [event, process.env.OWN, process.env.RESOLVED, process.env.MORE, process.env.OF_THE_TESTER];
    };`;
    try {
      expect(await invokeBundle(functionOf(handler), { a: 1 }, { MORE: 'more' })).toEqual({
        result: [{ a: 1 }, 'own', null, 'more', null],
        output: 'ran\n',
      });
    } finally {
      delete process.env.OF_THE_TESTER;
    }
  });

  it('returns the error of a cold start and of an invocation', async () => {
    const atStart = await invokeBundle(functionOf("throw new Error('at start');"), {});
    const later = await invokeBundle(
      functionOf("export const handler = async () => { throw new Error('later'); };"),
      {},
    );
    expect([atStart.error, later.error]).toEqual(['at start', 'later']);
  });
});

describe('startAwsServer', () => {
  it('reads a form, and names a request without a target by its path', async () => {
    const server = await startAwsServer(() => ({ output: {} }));
    try {
      const body = new URLSearchParams({ Action: 'Publish', Message: '1 + 1' });
      await fetch(`${server.url}/v2/path`, { method: 'POST', body });
      expect(server.requests).toEqual([
        { target: '/v2/path', credential: '', input: { Action: 'Publish', Message: '1 + 1' } },
      ]);
    } finally {
      await server.stop();
    }
  });

  it('answers a form in XML', async () => {
    const server = await startAwsServer(({ input }) =>
      input.Message === 'no'
        ? { error: 'AuthorizationError', status: 403, message: 'a < b' }
        : { output: { MessageId: '1 & 2' } },
    );
    const publish = async (Message: string) => {
      const body = new URLSearchParams({ Action: 'Publish', Message });
      const response = await fetch(server.url, { method: 'POST', body });
      return [response.status, await response.text()];
    };
    try {
      expect(await publish('yes')).toEqual([
        200,
        '<PublishResponse><PublishResult><MessageId>1 &#38; 2</MessageId></PublishResult></PublishResponse>',
      ]);
      expect(await publish('no')).toEqual([
        403,
        '<ErrorResponse><Error><Code>AuthorizationError</Code><Message>a &#60; b</Message></Error></ErrorResponse>',
      ]);
    } finally {
      await server.stop();
    }
  });

  it('answers with outputs, errors or nothing, and records the requests', async () => {
    const server = await startAwsServer(({ input }) => {
      if (input.say === 'nothing') return 'silence';
      if (input.say === 'no') return { error: 'ThrottlingException', status: 503, message: 'slow' };
      return { output: { said: input.say } };
    });
    const ask = (say: string, signal: AbortSignal | null = null) =>
      fetch(server.url, {
        method: 'POST',
        headers: {
          'x-amz-target': 'Service.Operation',
          authorization: 'AWS4-HMAC-SHA256 Credential=AKIA/x, SignedHeaders=host',
        },
        body: JSON.stringify({ say }),
        signal,
      });
    try {
      expect(await (await ask('yes')).json()).toEqual({ said: 'yes' });
      const refused = await ask('no');
      expect([refused.status, await refused.json()]).toEqual([
        503,
        { __type: 'ThrottlingException', message: 'slow' },
      ]);
      await expect(ask('nothing', AbortSignal.timeout(50))).rejects.toThrow('timeout');
      await expect.poll(() => server.abandoned).toBe(1);
      expect(server.requests[0]).toEqual({
        target: 'Service.Operation',
        credential: 'AKIA/x',
        input: { say: 'yes' },
      });
    } finally {
      await server.stop();
    }
  });
});

describe('startHttpServer', () => {
  it('sends the given answers and failures, and records the requests', async () => {
    const server = await startHttpServer(({ body }) => {
      if (body === 'half') return 'stop half way';
      if (body === 'gone') return 'hang up';
      if (body === 'nothing') return 'silence';
      return { status: 302, headers: { location: '/there' }, body: `said ${body}` };
    });
    const ask = async (body: string, milliseconds = 30_000) => {
      const signal = AbortSignal.timeout(milliseconds);
      const init = { method: 'POST', body, redirect: 'manual', signal } as const;
      const response = await fetch(`${server.url}/here?a=b`, init);
      return [response.status, response.headers.get('location'), await response.text()];
    };
    try {
      expect(await ask('yes')).toEqual([302, '/there', 'said yes']);
      await expect(ask('gone')).rejects.toThrow('fetch failed');
      await expect(ask('nothing', 200)).rejects.toThrow('timeout');
      await expect(ask('half', 200)).rejects.toThrow('timeout');
      expect(server.requests[0]).toMatchObject({
        method: 'POST',
        path: '/here?a=b',
        headers: { 'content-type': 'text/plain;charset=UTF-8' },
        body: 'yes',
      });
    } finally {
      await server.stop();
    }
  });
});
