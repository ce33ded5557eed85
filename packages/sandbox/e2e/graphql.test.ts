import { afterAll, beforeAll, describe } from 'vitest';
import { startApp, stopApp } from './graphql/app.js';
import { authorizationTests } from './graphql/authorization.js';
import { filterTests } from './graphql/filters.js';
import { keyTests } from './graphql/keys.js';
import { expiryTests, operationTests } from './graphql/operations.js';
import { relationTests } from './graphql/relations.js';
import { scalarTests } from './graphql/scalars.js';
import { serverTests } from './graphql/servers.js';
import { subscriptionTests } from './graphql/subscriptions.js';

// One sandbox for all of them, because the synthesis of this app takes most of the time.
beforeAll(startApp);
afterAll(stopApp);

describe('scalars', scalarTests);
describe('filters', filterTests);
describe('keys', keyTests);
describe('relations', relationTests);
describe('operations', operationTests);
describe('authorization', authorizationTests);
describe('subscriptions', subscriptionTests);
describe('servers', serverTests);
describe('keys and tokens', expiryTests);
