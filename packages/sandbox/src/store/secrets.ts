import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { SandboxError } from '../errors.js';
import { isJsonObject } from '../protocols/json-value.js';
import { makePrivateFolder, replaceFile } from './files.js';

/** Values of the app's secrets, by name. */
export type Secrets = {
  get(name: string): string | undefined;
  set(name: string, value: string): void;
  /** Returns whether the secret existed. */
  remove(name: string): boolean;
  names(): readonly string[];
};

/** Names that Amplify accepts. The name becomes the last part of a parameter's path. */
const NAME = /^[a-zA-Z0-9_.-]+$/;

/**
 * Stores secrets in a JSON file, an object of names and values. The file is read at each call, so
 * it can be edited by hand while a sandbox runs.
 *
 * @param file Path of the file, or `false` to keep the secrets in memory.
 */
export function openSecrets(file: string | false): Secrets {
  let memory: Record<string, string> = {};
  const read = () => (file === false ? memory : readSecrets(file));
  const write = (secrets: Record<string, string>) => {
    if (file === false) memory = secrets;
    else writeSecrets(file, secrets);
  };
  return {
    get: (name) => {
      const secrets = read();
      return Object.hasOwn(secrets, name) ? secrets[name] : undefined;
    },
    set(name, value) {
      if (!NAME.test(name)) {
        throw new SandboxError(
          'SECRETS_INVALID',
          `'${name}' is not a valid name for a secret.`,
          'Use letters, digits, underscores, dots and hyphens.',
        );
      }
      if (value === '') {
        throw new SandboxError(
          'SECRETS_INVALID',
          `The value of ${name} is empty.`,
          'Enter a value of at least one character, as Amplify requires.',
        );
      }
      write({ ...read(), [name]: value });
    },
    remove(name) {
      const { [name]: value, ...others } = read();
      if (value !== undefined) write(others);
      return value !== undefined;
    },
    names: () => Object.keys(read()).sort(),
  };
}

function readSecrets(file: string): Record<string, string> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return {};
    throw unusableFile('read', error);
  }
  let secrets: unknown;
  try {
    secrets = JSON.parse(text);
  } catch {
    // The parser's message quotes the text, which is secret.
    throw invalidFile(file);
  }
  if (!isRecordOfText(secrets)) throw invalidFile(file);
  return secrets;
}

function isRecordOfText(value: unknown): value is Record<string, string> {
  return isJsonObject(value) && Object.values(value).every((entry) => typeof entry === 'string');
}

function writeSecrets(file: string, secrets: Record<string, string>): void {
  try {
    makePrivateFolder(dirname(file));
    replaceFile(file, `${JSON.stringify(secrets, null, 2)}\n`, 0o600);
  } catch (error) {
    throw unusableFile('written', error);
  }
}

function unusableFile(done: 'read' | 'written', error: unknown): SandboxError {
  return new SandboxError(
    'DATA_DIRECTORY_UNUSABLE',
    `The secrets cannot be ${done}: ${error instanceof Error ? error.message : error}`,
    'Check the permissions of the file and its folder, and the space on the disk.',
    { cause: error },
  );
}

function invalidFile(file: string): SandboxError {
  return new SandboxError(
    'SECRETS_INVALID',
    `${file} is not a JSON object of names and values.`,
    'Write it as { "NAME": "value" }, or remove the file and set each secret again.',
  );
}
