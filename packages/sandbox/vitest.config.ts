import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    setupFiles: [
      '@amplify-recipes/recipe-tests/property-tests',
      '@amplify-recipes/recipe-tests/native-mod-pow',
    ],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Many tests wait for processes and timers. The default leaves one of two cores idle.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // Functions are processes, which a busy machine starts late.
    expect: { poll: { timeout: 20_000 } },
  },
});
