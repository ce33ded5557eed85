import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** `SANDBOX=http://127.0.0.1:4700 vite` shows a sandbox that runs, with the page as it is in src/. */
const sandbox = process.env.SANDBOX ?? 'http://127.0.0.1:4700';

export default defineConfig({
  plugins: [react()],
  base: '/_console/',
  build: {
    outDir: 'dist/page',
    target: 'es2023',
    // The page's policy allows no data: addresses.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
  },
  optimizeDeps: {
    // It imports its workers as Vite does, which the optimizer of `vite dev` does not know.
    exclude: ['graphiql/setup-workers/vite', '@graphiql/react/setup-workers/vite'],
  },
  server: {
    host: '127.0.0.1',
    proxy: {
      // The sandbox refuses the requests of pages on other ports.
      '/_console/api': {
        target: sandbox,
        ws: true,
        changeOrigin: true,
        headers: { origin: sandbox },
      },
    },
  },
});
