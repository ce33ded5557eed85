import { readFileSync } from 'node:fs';
import { testPublishedPackage } from '@amplify-recipes/recipe-tests';

testPublishedPackage(new URL('..', import.meta.url), 7, {
  'amplify_outputs.json': '{ "version": "1.4" }',
  'amplify/data/resource.ts': readFileSync(
    new URL('../e2e/data-app/amplify/data/resource.ts', import.meta.url),
    'utf8',
  ),
});
