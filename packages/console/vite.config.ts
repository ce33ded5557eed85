import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** `SANDBOX=http://127.0.0.1:4700 vite` shows a sandbox that runs, with the page as it is in src/. */
const sandbox = process.env.SANDBOX ?? 'http://127.0.0.1:4700';

export default defineConfig({
  plugins: [react()],
  base: '/_console/',
  logLevel: 'warn',
  build: {
    outDir: 'dist/page',
    target: 'es2023',
    // The page's policy allows no data: addresses.
    assetsInlineLimit: 0,
    // The editor of GraphiQL, which loads when somebody opens GraphQL.
    chunkSizeWarningLimit: 3000,
    rolldownOptions: {
      onLog(level, log, handle) {
        // Packages of GraphiQL speak to the compiler of React, which this build does not use.
        if (log.code === 'MODULE_LEVEL_DIRECTIVE') return;
        // The page uses the events of `core/testing`, and not its capture of a process's output.
        if (log.message.includes('core/dist/testing/capture-output.js')) return;
        handle(level, log);
      },
    },
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
