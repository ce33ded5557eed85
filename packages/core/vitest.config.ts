import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    setupFiles: '../recipe-tests/src/property-tests.ts',
    testTimeout: 180_000,
    hookTimeout: 240_000,
    // Synthesis skips the checks of CloudFormation's rules, which take half of its time and only warn.
    env: { CDK_VALIDATION: 'false' },
    // Half of the time of small test files is the import of what they share.
    isolate: false,
  },
});
