import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'testing/**/*.test.ts', 'e2e/**/*.test.ts'],
    setupFiles: '@amplify-recipes/recipe-tests/property-tests',
    testTimeout: 180_000,
    // Half of the time of small test files is the import of what they share.
    isolate: false,
    hookTimeout: 240_000,
    // A busy machine draws late.
    expect: { poll: { timeout: 20_000 } },
  },
});
