import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as code from '../src/flows/code.ts';

const root = join(import.meta.dirname, '..', '..', '..');

test.each(Object.entries(code))('the files of %s that the guide shows exist', (_, files) => {
  const paths = Object.values(files).flat();
  expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});
