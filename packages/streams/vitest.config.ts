import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { setupFiles: '@amplify-recipes/recipe-tests/property-tests', testTimeout: 60_000 },
});
