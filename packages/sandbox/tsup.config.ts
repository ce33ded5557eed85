import { defineConfig } from 'tsup';

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    client: 'src/client.ts',
    'synth-process': 'src/assembly/synth-process.ts',
    'captcha-widget': 'src/services/captcha-provider/widget/widget.ts',
    'node-bootstrap': 'src/lambda/node-runtime/bootstrap.ts',
  },
  format: 'esm',
  target: 'node22',
  dts: { entry: ['src/index.ts', 'src/client.ts'] },
  clean: true,
  // node:sqlite has no name without its prefix.
  removeNodeProtocol: false,
});
