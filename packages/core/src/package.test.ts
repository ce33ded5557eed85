import { testPublishedPackage } from '../../recipe-tests/src/index.js';

testPublishedPackage(new URL('..', import.meta.url), 17);
