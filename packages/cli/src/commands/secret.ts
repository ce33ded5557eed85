import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { openSecrets } from '@amplify-recipes/sandbox';
import password from '@inquirer/password';
import { UsageError } from '../terminal/failure.js';

/** Asks for the value: on the command line it would stay in the shell's history. */
export async function setSecret(name: string, dataDir: string): Promise<void> {
  const value = process.stdin.isTTY
    ? await password({ message: `Value of ${name}:`, mask: true })
    : (await text(process.stdin)).replace(/\r?\n$/, '');
  secretsOf(dataDir).set(name, value);
  console.log(`${name} is set. Functions read it at their next cold start, or within a minute.`);
}

export function listSecrets(dataDir: string): void {
  const names = secretsOf(dataDir).names();
  console.log(names.length > 0 ? names.join('\n') : 'No secret has a value yet.');
}

export function removeSecret(name: string, dataDir: string): void {
  if (!secretsOf(dataDir).remove(name))
    throw new UsageError(`The secret ${name} does not exist. \`secret list\` shows the names.`);
  console.log(`${name} is removed.`);
}

function secretsOf(dataDir: string) {
  return openSecrets(resolve(dataDir, 'secrets.json'));
}
