import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const propertyTests = new URL('packages/recipe-tests/src/property-tests.ts', import.meta.url);

/** For the packages that have no configuration of their own. Runs in the package's folder. */
export default defineConfig({
  test: { testTimeout: 180_000, hookTimeout: 240_000, setupFiles: [fileURLToPath(propertyTests)] },
});
