import { defineConfig } from 'tsup';

/** The plain ES modules of a package, one for each source. Runs in the package's folder. */
export default defineConfig({
  entry: ['src/**/*.{ts,tsx}', '!src/**/*.test.{ts,tsx}'],
  bundle: false,
  format: 'esm',
  target: 'node22',
  removeNodeProtocol: false,
  // The declarations are written over in place: who imports the package meanwhile keeps its types.
  clean: ['!**/*.d.ts', '!**/*.d.ts.map'],
});
