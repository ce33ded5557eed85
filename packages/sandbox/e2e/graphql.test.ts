// First, because the others read the address of the local server.
import './graphql/local-server.js';
import { afterAll, beforeAll, describe } from 'vitest';
import { startApp, stopApp } from './graphql/app.js';
import { dataSourceTests } from './graphql/data-sources.js';
import { expiryTests } from './graphql/expiry.js';
import { filterTests } from './graphql/filters.js';
import { keyTests } from './graphql/keys.js';
import { operationTests } from './graphql/operations.js';
import { relationTests } from './graphql/relations.js';
import { requestTests } from './graphql/requests.js';
import { ruleTests } from './graphql/rules.js';
import { scalarTests } from './graphql/scalars.js';
import { secondApiTests } from './graphql/second-api.js';
import { serverTests } from './graphql/servers.js';
import { signInTests } from './graphql/sign-in.js';
import { subscriptionTests } from './graphql/subscriptions.js';
import { webSocketTests } from './graphql/web-sockets.js';

// One sandbox for all of them, because the synthesis of this app takes most of the time.
beforeAll(startApp);
afterAll(stopApp);

describe('scalars:', scalarTests);
describe('filters:', filterTests);
describe('keys:', keyTests);
describe('relations:', relationTests);
describe('custom operations:', operationTests);
describe('data sources:', dataSourceTests);
describe('requests:', requestTests);
describe('a second API', secondApiTests);
describe('rules:', ruleTests);
describe('sign-in:', signInTests);
describe('subscriptions:', subscriptionTests);
describe('a WebSocket by hand:', webSocketTests);
describe('servers:', serverTests);
// Moves the clock, so it runs last.
describe('expiry:', expiryTests);
