import { localConfig, localEndpoint } from '@amplify-recipes/sandbox/client';
import { Amplify } from 'aws-amplify';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import outputs from '../amplify_outputs.json';
import { App } from './app.js';
import './theme.css';

Amplify.configure(localConfig(outputs));

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App
        sandboxUrl={localEndpoint(outputs)}
        passwordPolicy={outputs.auth?.password_policy}
        clickStream={{
          name: outputs.custom?.clicks_stream_name ?? '',
          region: outputs.auth?.aws_region ?? '',
          endpoint: localEndpoint(outputs),
        }}
      />
    </StrictMode>,
  );
}
