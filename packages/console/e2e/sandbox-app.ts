import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Sandbox, startSandbox } from '@amplify-recipes/sandbox';

const page = fileURLToPath(new URL('../dist/page/', import.meta.url));
const app = fileURLToPath(new URL('./app/', import.meta.url));

/** An app in a sandbox, with the console. */
export type RunningApp = {
  readonly sandbox: Sandbox;
  /** The address with the token, which opens the console. */
  readonly consoleUrl: string;
  /** Calls an operation of Cognito as a browser does, and returns its status. */
  signUp(email: string): Promise<number>;
  /** Writes a todo with the API key, and returns the answer. */
  createTodo(content: string): Promise<unknown>;
  stop(): Promise<void>;
};

type Outputs = {
  readonly auth: { readonly user_pool_client_id: string };
  readonly data: { readonly url: string; readonly api_key?: string };
};

/** @param cwd The folder of the app. Default: the app of these tests. */
export async function startApp(cwd = app): Promise<RunningApp> {
  const outputsDir = await mkdtemp(join(tmpdir(), 'console-'));
  const sandbox = await startSandbox({
    cwd,
    dataDir: false,
    port: 0,
    consoleDir: page,
    outputsDir,
    secrets: { REPORT_KEY: 'a secret' },
  });
  const text = await readFile(join(outputsDir, 'amplify_outputs.json'), 'utf8');
  const { auth, data } = JSON.parse(text) as Outputs;
  const origin = 'http://127.0.0.1:5173';
  return {
    sandbox,
    consoleUrl: sandbox.console.url,
    async signUp(email) {
      const { status } = await fetch(sandbox.url, {
        method: 'POST',
        headers: {
          origin,
          'content-type': 'application/x-amz-json-1.1',
          'x-amz-target': 'AWSCognitoIdentityProviderService.SignUp',
        },
        body: JSON.stringify({
          ClientId: auth.user_pool_client_id,
          Username: email,
          Password: 'Sup3r-secret!',
          UserAttributes: [{ Name: 'email', Value: email }],
        }),
      });
      return status;
    },
    async createTodo(content) {
      const response = await fetch(data.url, {
        method: 'POST',
        headers: { origin, 'content-type': 'application/json', 'x-api-key': data.api_key ?? '' },
        body: JSON.stringify({
          query: 'mutation ($content: String!) { createTodo(input: { content: $content }) { id } }',
          variables: { content },
        }),
      });
      return response.json();
    },
    async stop() {
      await sandbox.stop();
      await rm(outputsDir, { recursive: true });
    },
  };
}
