import { defineConfig } from 'tsup';

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    client: 'src/client/index.ts',
    'synth-process': 'src/assembly/synth-process.ts',
    'captcha-widget': 'src/services/captcha-provider/widget/widget.ts',
    'node-bootstrap': 'src/services/lambda/runtimes/node/bootstrap.ts',
  },
  format: 'esm',
  target: 'node22',
  // The declarations are written over in place: who imports the package meanwhile keeps its types.
  clean: ['!**/*.d.ts', '!**/*.d.ts.map'],
  // node:sqlite has no name without its prefix.
  removeNodeProtocol: false,
});
