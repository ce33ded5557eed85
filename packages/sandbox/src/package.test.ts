import { testPublishedPackage } from '@amplify-recipes/recipe-tests';

testPublishedPackage(new URL('..', import.meta.url), 5, {
  'amplify_outputs.json': '{ "version": "1.4" }',
});
