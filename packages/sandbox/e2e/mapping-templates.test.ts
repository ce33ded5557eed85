import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { synthesise } from '../src/assembly/synth.js';
import { compileTemplate } from '../src/services/appsync/vtl/template.js';

test('every mapping template that Amplify generates for an app compiles', async () => {
  const { directory } = await synthesise({ cwd: join(import.meta.dirname, 'data-app') });
  const names = readdirSync(directory).filter((name) => name.endsWith('.vtl'));
  expect(names.length).toBeGreaterThan(10);
  for (const name of names) {
    const text = readFileSync(join(directory, name), 'utf8');
    expect(() => compileTemplate({ name, text })).not.toThrow();
  }
});
