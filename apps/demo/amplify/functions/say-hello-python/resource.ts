import { definePythonFunction } from '@amplify-recipes/core/backend';

export const sayHelloPython = definePythonFunction({
  module: import.meta.url,
  environment: { GREETING: 'Hello from Python' },
});
