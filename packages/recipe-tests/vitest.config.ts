import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { setupFiles: './src/property-tests.ts', testTimeout: 60_000, hookTimeout: 120_000 },
});
