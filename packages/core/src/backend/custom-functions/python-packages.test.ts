import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { refuseOtherPackages } from './python-packages.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'python-packages-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
const check = () => refuseOtherPackages({ name: 'say-hello', folder });

describe('the packages of a function in Python', () => {
  it.each<[where: string, file: string, text: string, command: string]>([
    [
      'of a project',
      'pyproject.toml',
      '[project]\ndependencies = [\n  # HTTP\n  "requests",\n]\n',
      'uv export',
    ],
    [
      'of a project on one line',
      'pyproject.toml',
      "[project]\ndependencies=['requests']\n",
      'uv export',
    ],
    [
      'of Poetry',
      'pyproject.toml',
      '[tool.poetry.dependencies]\npython = "^3.13"\nrequests = "*"\n',
      'poetry export',
    ],
    ['of Pipenv', 'Pipfile', '[[source]]\nurl = "x"\n\n[packages]\nrequests = "*"\n', 'pipenv'],
  ])('%s are rejected without requirements.txt', (_, file, text, command) => {
    write(file, text);
    expect(() => check()).toThrow(
      expect.objectContaining({
        name: 'MissingRequirementsError',
        resolution: expect.stringContaining(command),
      }),
    );
    write('requirements.txt', 'requests==2.32.4\n');
    expect(() => check()).not.toThrow();
  });

  it.each([
    ['pyproject.toml', '[project]\nname = "x"\ndependencies = []\n'],
    ['pyproject.toml', '[project]\nname = "x"\n\n[dependency-groups]\ndev = ["pytest"]\n'],
    ['pyproject.toml', '[tool.poetry.dependencies]\npython = "^3.13"\n\n[tool.ruff]\nline = 1\n'],
    ['Pipfile', '[packages]\n\n[dev-packages]\npytest = "*"\n'],
  ])('may be none, as in a %s: %j', (file, text) => {
    write(file, text);
    expect(() => check()).not.toThrow();
  });

  it.each([
    '-r ../shared/requirements.txt',
    '--constraint=../versions.txt',
    '-e ../shared',
    '../shared',
    '/opt/shared',
    'shared @ file:///opt/shared',
    '-r ./more.txt',
  ])('in a folder above are rejected: %s', (line) => {
    write('more.txt', '-r ../above.txt\n');
    write('requirements.txt', `requests==2.32.4\n${line}\n`);
    expect(() => check()).toThrow(expect.objectContaining({ name: 'OutsideRequirementsError' }));
  });

  it.each([
    'requests[socks]==2.32.4 --hash=sha256:aa',
    '-r base.txt',
    './wheels/shared-1.0-py3-none-any.whl',
    '--extra-index-url https://example.com/../simple',
    'shared @ git+https://example.com/shared@v1',
    'shared @ https://example.com/shared.whl',
    '# -r ../shared.txt',
  ])('may be written as: %s', (line) => {
    write('base.txt', '-r requirements.txt\nboto3\n');
    write('requirements.txt', `${line}\n`);
    expect(() => check()).not.toThrow();
  });
});
