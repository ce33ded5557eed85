import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    setupFiles: '@amplify-recipes/recipe-tests/property-tests',
    testTimeout: 60_000,
    // The tests expect no colours. Continuous integration would turn them on.
    env: { NO_COLOR: '1' },
  },
});
