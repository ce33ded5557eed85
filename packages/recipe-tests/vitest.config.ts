import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    setupFiles: './src/property-tests.ts',
    testTimeout: 180_000,
    hookTimeout: 240_000,
    // Half of the time of small test files is the import of what they share.
    isolate: false,
  },
});
