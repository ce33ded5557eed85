import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { setupFiles: '../recipe-tests/src/property-tests.ts', testTimeout: 60_000 },
});
