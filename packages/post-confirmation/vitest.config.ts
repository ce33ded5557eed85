import { workersForWaitingTests } from '@amplify-recipes/recipe-tests/workers';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    testTimeout: 180_000,
    hookTimeout: 240_000,
    // Half of the time of small test files is the import of what they share.
    isolate: false,
    maxWorkers: workersForWaitingTests,
    // Synthesis skips the checks of CloudFormation's rules, which take half of its time.
    env: { CDK_VALIDATION: 'false' },
  },
});
