import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    setupFiles: '@amplify-recipes/recipe-tests/property-tests',
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Functions are processes, which a busy machine starts late.
    expect: { poll: { timeout: 20_000 } },
  },
});
