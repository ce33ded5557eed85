import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/** How a function starts, with a given SSM. */
export type FunctionStart = {
  /** The environment of the function. Undefined when it did not start. */
  readonly environment: Readonly<Record<string, string>> | undefined;
  readonly errorOutput: string;
  /** The error that the program itself reported to the Runtime API. */
  readonly reportedError: string | undefined;
  /** The names of the parameters of each request. */
  readonly requests: readonly (readonly string[])[];
};

type Answer = { readonly status: number; readonly body: object };

/**
 * Starts a bundled function, with a function that prints its environment in the place of the app's.
 *
 * @param bundles The folder with the bundles of the function.
 * @param config The value of `AMPLIFY_SSM_ENV_CONFIG`.
 * @param answer Answers a request for parameters.
 */
export async function startFunction(
  bundles: string,
  scratch: string,
  config: object,
  answer: (names: readonly string[], attempt: number) => Answer,
): Promise<FunctionStart> {
  const requests: (readonly string[])[] = [];
  let reportedError: string | undefined;
  const server = createServer(async (request, response) => {
    const chunks = await request.toArray();
    const { Names, errorMessage } = JSON.parse(Buffer.concat(chunks).toString());
    if (request.url === '/2018-06-01/runtime/init/error') {
      reportedError = errorMessage;
      response.writeHead(202).end();
      return;
    }
    requests.push(Names);
    const { status, body } = answer(Names, requests.length);
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    const bundle = newestIn(bundles);
    const { file, args, own } = commandFor(bundle, scratch);
    const env = {
      PATH: process.env.PATH,
      HOME: scratch,
      AMPLIFY_SSM_ENV_CONFIG: JSON.stringify(config),
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${port}`,
      AWS_REGION: 'eu-west-1',
      AWS_DEFAULT_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'id',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_SESSION_TOKEN: 'token',
      AWS_EC2_METADATA_DISABLED: 'true',
      ...own,
    };
    return await new Promise((resolve) => {
      execFile(file, args, { env }, (error, stdout, stderr) => {
        const environment = error ? undefined : JSON.parse(stdout);
        resolve({ environment, errorOutput: stderr, reportedError, requests });
      });
    });
  } finally {
    server.close();
  }
}

function newestIn(bundles: string): string {
  const [newest = ''] = readdirSync(bundles)
    .map((name) => join(bundles, name))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  return newest;
}

/** Prints the environment as JSON. It is a Python module and the program of a Go function. */
const PRINT = 'import json, os\nprint(json.dumps(dict(os.environ)))\nhandler = None\n';

function commandFor(bundle: string, scratch: string) {
  mkdirSync(scratch, { recursive: true });
  if (readdirSync(bundle).includes('bootstrap')) {
    writeFileSync(join(scratch, 'function'), `#!/usr/bin/env python3\n${PRINT}`, { mode: 0o755 });
    return { file: join(bundle, 'bootstrap'), args: [], own: { LAMBDA_TASK_ROOT: scratch } };
  }
  writeFileSync(join(scratch, 'printing.py'), PRINT);
  const own = { PYTHONPATH: `${scratch}:${bundle}`, AMPLIFY_RECIPES_HANDLER: 'printing.handler' };
  return { file: 'python3', args: ['-B', '-c', 'import amplify_recipes_runtime'], own };
}
