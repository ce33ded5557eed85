import { defineConfig } from 'vitest/config';

/** For the packages that have no configuration of their own. Runs in the package's folder. */
export default defineConfig({ test: { testTimeout: 60_000 } });
