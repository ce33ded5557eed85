import { defineConfig } from 'tsup';

export default defineConfig({
  entry: ['src/**/*.ts', '!src/**/*.test.ts'],
  bundle: false,
  format: 'esm',
  target: 'node22',
  removeNodeProtocol: false,
  // The declarations are written over in place: who imports the package meanwhile keeps its types.
  clean: ['!**/*.d.ts', '!**/*.d.ts.map'],
});
