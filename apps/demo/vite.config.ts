import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [react()],
  server: {
    host: '127.0.0.1',
    // The backend's own files: the sandbox watches those.
    watch: { ignored: ['**/.amplify/**', '**/amplify/**'] },
  },
});
