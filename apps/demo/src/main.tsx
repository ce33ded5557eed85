import '@amplify-recipes/console/tokens.css';
import './main.css';
import { localConfig, localEndpoint } from '@amplify-recipes/sandbox/client';
import { Amplify } from 'aws-amplify';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import outputs from '../amplify_outputs.json';
import { App } from './app.js';
import { localSandbox } from './sandbox/local-sandbox.js';

Amplify.configure(localConfig(outputs));

const url = localEndpoint(outputs);
// The page's server writes it into the page.
const consoleUrl = document.querySelector<HTMLMetaElement>('meta[name="sandbox-console"]')?.content;
const sandbox = url === undefined ? undefined : localSandbox(url, consoleUrl);

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App
        sandbox={sandbox}
        passwordPolicy={outputs.auth?.password_policy}
        clickStream={{
          name: outputs.custom?.clicks_stream_name ?? '',
          region: outputs.auth?.aws_region ?? '',
          endpoint: url,
        }}
      />
    </StrictMode>,
  );
}
