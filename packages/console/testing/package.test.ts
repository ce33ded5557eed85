import { testPublishedPackage } from '@amplify-recipes/recipe-tests';

testPublishedPackage(new URL('..', import.meta.url), 1);
