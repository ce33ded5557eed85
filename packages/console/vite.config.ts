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
  server: {
    host: '127.0.0.1',
    proxy: { '/_console/api': { target: sandbox, ws: true } },
  },
});
