import { spawnSync } from 'node:child_process';
import type { TestFunction } from './test-lambda.js';

/** Whether Python is on this machine. */
export const pythonInstalled =
  spawnSync('python3', ['-c', 'import sys; print(sys.executable)']).status === 0;

/** A function in Python with this source. */
export const pythonFunction = (
  source: string,
  properties: TestFunction['properties'] = {},
): TestFunction => ({
  code: { 'index.py': source },
  properties: { Runtime: 'python3.13', Timeout: 10, ...properties },
});

const LIST_INSTALLED = `
import importlib.util, json
names = [name for name in ('requests', 'pip', 'setuptools') if importlib.util.find_spec(name)]
print(json.dumps({'boto3': bool(importlib.util.find_spec('boto3')), 'other': (names + ['pip'])[0]}))
`;

/** Whether boto3 is installed, and the name of an installed package that Lambda does not have. */
export function installedPythonPackages(): { readonly boto3: boolean; readonly other: string } {
  const { stdout } = spawnSync('python3', ['-c', LIST_INSTALLED], { encoding: 'utf8' });
  return JSON.parse(stdout);
}
