import { defineGoFunction } from '@amplify-recipes/core/backend';

export const sayHelloGo = defineGoFunction({
  module: import.meta.url,
  environment: { GREETING: 'Hello from Go' },
});
