import { fileURLToPath } from 'node:url';
import { defineConfig } from 'tsup';
import { writeRegistry } from './src/registry/write-registry.js';

export default defineConfig({
  entry: ['src/bin.ts'],
  format: 'esm',
  target: 'node22',
  clean: true,
  onSuccess: () => writeRegistry(fileURLToPath(new URL('./dist/registry', import.meta.url))),
});
