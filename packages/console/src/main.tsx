import './tokens.css';
import './base.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Router } from 'wouter';
import { queryClient } from './api/queries.ts';
import { Shell } from './shell/shell.tsx';
import { applyKeptTheme } from './shell/theme.ts';

applyKeptTheme();

const root = document.getElementById('root');
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <Router base="/_console">
          <Shell />
        </Router>
      </QueryClientProvider>
    </StrictMode>,
  );
}
