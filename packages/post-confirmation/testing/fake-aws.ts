import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** What a command of the AWS CLI received. */
export type CliCall = { readonly args: readonly string[]; readonly payload?: unknown };

/**
 * Runs a line in a shell in which `aws` reads one user and prints the payload of an invocation, and
 * `jq` is its WebAssembly build.
 *
 * @param user The response of `admin-get-user`.
 * @returns The arguments of the last command of the line, and the payload that it received.
 */
export function runInShell(line: string, user: object): CliCall {
  const folder = mkdtempSync(join(tmpdir(), 'aws-'));
  try {
    for (const [name, program] of Object.entries({ aws: AWS, jq: JQ })) {
      const path = join(folder, name);
      writeFileSync(path, `#!${process.execPath}\n${program}`);
      chmodSync(path, 0o755);
    }
    const output = execFileSync('sh', ['-c', line], {
      env: {
        PATH: [folder, process.env.PATH].join(delimiter),
        JQ: createRequire(import.meta.url).resolve('jq-wasm'),
        USER_OF_POOL: JSON.stringify(user),
      },
    });
    return JSON.parse(output.toString());
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const AWS = `
const { readFileSync } = require('node:fs');
const args = process.argv.slice(2);
const after = (name) => args[args.indexOf(name) + 1];
if (args[0] === 'cognito-idp') {
  const { Username } = JSON.parse(after('--cli-input-json'));
  const user = JSON.parse(process.env.USER_OF_POOL);
  if (![user.Username, user.UserAttributes[0].Value].includes(Username)) throw new Error('Unknown user: ' + args);
  console.log(JSON.stringify(user));
} else {
  const payload = JSON.parse(readFileSync(after('--payload').replace('file://', ''), 'utf8'));
  console.log(JSON.stringify({ args, payload }));
}
`;

const JQ = `
const { readFileSync } = require('node:fs');
const args = process.argv.slice(2);
require(process.env.JQ)
  .raw(readFileSync(0, 'utf8'), args.at(-1), args.slice(0, -1))
  .then((output) => process.stdout.write(output));
`;
