import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workersForWaitingTests } from '@amplify-recipes/recipe-tests/workers';
import { defineConfig } from 'vitest/config';

const here = import.meta.dirname;
// The folders in e2e are apps.
const TESTS = ['src/**/*.test.ts', 'e2e/*.test.ts'];
// Amplify's client is one object for a whole process: it would keep the session of another sandbox.
const testsOfAmplify = globSync(TESTS, { cwd: here }).filter((file) =>
  readFileSync(join(here, file), 'utf8').includes("'aws-amplify"),
);

export default defineConfig({
  test: {
    setupFiles: [
      '@amplify-recipes/recipe-tests/property-tests',
      '@amplify-recipes/recipe-tests/native-mod-pow',
    ],
    testTimeout: 180_000,
    hookTimeout: 240_000,
    // Synthesis skips the checks of CloudFormation's rules, which take half of its time and only warn.
    env: { CDK_VALIDATION: 'false' },
    maxWorkers: workersForWaitingTests,
    // Functions are processes, which a busy machine starts late.
    expect: { poll: { timeout: 20_000 } },
    projects: [
      {
        extends: true,
        test: { name: 'clients', include: testsOfAmplify },
      },
      {
        extends: true,
        // Half of the time of small test files is the import of what they share.
        test: {
          name: 'units',
          include: TESTS,
          exclude: testsOfAmplify,
          isolate: false,
        },
      },
    ],
  },
});
