import { expect, test } from 'vitest';
import { commonJs } from '../../../../../testing/lambda/node-function.js';
import { startTestLambda } from '../../../../../testing/lambda/test-lambda.js';

const EXPLANATION =
  /this handler is not async.*Amplify adds a timer to each function, which keeps the event loop busy/;
const SHIM = 'setInterval(() => {}, 60_000);';
const ofAmplify = { AMPLIFY_SSM_ENV_CONFIG: '{}' };

test.each<[string, string, Record<string, string>, string, boolean]>([
  [
    'calls its callback',
    `(event, context, callback) => callback(null, 'x')`,
    ofAmplify,
    'timeout',
    true,
  ],
  ['returns undefined', `() => {}`, ofAmplify, 'timeout', true],
  [
    'does not wait for the event loop',
    `(event, context, callback) => { context.callbackWaitsForEmptyEventLoop = false; callback(null, 'x'); }`,
    ofAmplify,
    'success',
    false,
  ],
  ['is async', `async () => 'x'`, ofAmplify, 'success', false],
  ['is async and slow', `() => new Promise(() => {})`, ofAmplify, 'timeout', false],
  ['is not of Amplify', `(event, context, callback) => callback(null, 'x')`, {}, 'timeout', false],
])(
  'a function whose handler %s says why it times out only if that is the reason',
  async (...row) => {
    const [, handler, Variables, status, explained] = row;
    await using lambda = startTestLambda();
    const code = commonJs(`${SHIM} exports.handler = ${handler};`);
    await lambda.deploy({ fn: { code, properties: { Timeout: 1, Environment: { Variables } } } });

    const { outcome, logs } = await lambda.functions.invoke('fn', {});

    expect(outcome.status).toBe(status);
    expect(logs.some((entry) => EXPLANATION.test(entry))).toBe(explained);
  },
);
