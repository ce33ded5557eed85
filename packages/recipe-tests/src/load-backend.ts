/**
 * A module for `node --import`. Loads TypeScript as the Amplify CLI does, with tsx, but lets Node.js
 * load the packages itself. tsx would search each of their files for syntax to compile, and Node.js
 * would read its source map, which takes a sixth of a synthesis.
 */
import { createRequire, setSourceMapsSupport } from 'node:module';
import { register as registerCommonJs } from 'tsx/cjs/api';
import { register } from 'tsx/esm/api';

const { extensions } = createRequire(import.meta.url);
const loadByNode = extensions['.js'];
registerCommonJs();
const loadByTsx = extensions['.js'];
register();
extensions['.js'] = (module, path) =>
  (/[\\/]node_modules[\\/]/.test(path) ? loadByNode : loadByTsx)?.(module, path);
setSourceMapsSupport(true, { nodeModules: false });

// Node.js waits for the threads that compile code, and one of them may wait for a garbage collection,
// which this thread no longer makes: a backend that fails could hang forever.
Object.assign(process, { reallyExit: () => process.kill(process.pid, 'SIGKILL') });
