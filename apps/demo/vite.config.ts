import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { shownFiles } from './shown-files.ts';

export default defineConfig({
  plugins: [react(), shownFiles()],
  build: { target: 'es2023', chunkSizeWarningLimit: 2000 },
  server: {
    host: '127.0.0.1',
    // The sandbox watches the files of the backend.
    watch: { ignored: ['**/.amplify/**', '**/amplify/**'] },
  },
});
