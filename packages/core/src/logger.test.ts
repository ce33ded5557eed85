import { Logger as PowertoolsLogger } from '@aws-lambda-powertools/logger';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Logger as CompactLogger } from './compact-logger.js';
import { logger } from './logger.js';
import { redact } from './redact.js';
import { captureOutput, lambdaContext, preSignUpEvent } from './testing/index.js';

const jsonReplacerFn = (key: string, value: unknown) => (key === '' ? redact(value) : value);

type AnyLogger = CompactLogger | PowertoolsLogger;

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-11-22T10:11:12.345Z'), toFake: ['Date'] });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

describe('logger', () => {
  it('is the Logger of Powertools', () => {
    expect(logger).toBeInstanceOf(PowertoolsLogger);
  });

  it.each<[string, () => void]>([
    ['a message', () => logger.info('no user ada@example.com')],
    [
      'an input object',
      () => logger.info({ message: 'to +14155550123', email: 'ada@example.com' }),
    ],
    ['an extra text', () => logger.info('sent', 'ada@example.com')],
    ['an extra object', () => logger.info('sent', { deep: [{ to: 'ada@example.com' }] })],
    ['an error', () => logger.error('failed', new Error('no user ada@example.com'))],
    [
      'the cause of a nested error',
      () =>
        logger.error('failed', {
          error: new Error('x', { cause: new Error('Incorrect code 123456 of ada@example.com') }),
        }),
    ],
    ['an event', () => logger.info('event', { event: preSignUpEvent() })],
    ['an event in a message', () => logger.info(`event ${JSON.stringify(preSignUpEvent())}`)],
    ['the event that Powertools logs', () => logger.logEventIfEnabled(preSignUpEvent(), true)],
    [
      'persistent keys',
      () => {
        logger.appendKeys({ user: 'ada@example.com' });
        logger.info('x');
        logger.resetKeys();
      },
    ],
    [
      'a correlation id',
      () => logger.createChild().info('x', { id: new Map([['ada@example.com', 1]]) }),
    ],
    [
      'the keys of a child',
      () => logger.createChild({ persistentKeys: { user: 'ada@example.com' } }).info('x'),
    ],
  ])('leaves no personal data in %s', async (_, log) => {
    const { text, lines } = await captureOutput(log);
    expect(lines).toHaveLength(1);
    expect(text).toContain('[REDACTED]');
    expect(text).not.toMatch(/ada@|ada%40|14155550123|\b123456\b/);
  });

  it('keeps the ids of the request and the function legible', async () => {
    const { lines } = await captureOutput(() => {
      const child = logger.createChild();
      child.addContext(lambdaContext());
      child.info('x');
    });
    const context = lambdaContext();
    expect(lines).toEqual([
      expect.objectContaining({
        function_arn: context.invokedFunctionArn,
        function_name: context.functionName,
        function_request_id: context.awsRequestId,
      }),
    ]);
  });
});

describe.each([
  ['logger', () => import('./logger.js')],
  ['the logger of the ready handlers', () => import('./ready-logger.js')],
])('%s', (_, load) => {
  it.each<[string, Record<string, string>, string]>([
    ['the function', { AWS_LAMBDA_FUNCTION_NAME: 'pre-sign-up' }, 'pre-sign-up'],
    [
      'POWERTOOLS_SERVICE_NAME',
      { AWS_LAMBDA_FUNCTION_NAME: 'pre-sign-up', POWERTOOLS_SERVICE_NAME: 'accounts' },
      'accounts',
    ],
    ['nothing, outside of Lambda', {}, 'service_undefined'],
  ])('takes its service from %s', async (_name, environment, service) => {
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
    vi.resetModules();
    const { logger: fresh } = await load();
    const { lines } = await captureOutput(() => fresh.info('x'));
    expect(lines).toMatchObject([{ message: 'x', service }]);
  });

  it('redacts addresses, numbers and named secrets', async () => {
    const { logger: fresh } = await load();
    const attributes = {
      to: 'ada@example.com',
      n: '+1 415 555 0123',
      accessToken: 'abc',
      id: 'a-1',
    };
    const { lines } = await captureOutput(() => fresh.info('x', attributes));
    expect(lines).toMatchObject([
      { to: '[REDACTED]', n: '[REDACTED]', accessToken: '[REDACTED]', id: 'a-1' },
    ]);
  });
});

describe('the compact logger', () => {
  const error = Object.assign(new TypeError('no ada@example.com', { cause: 'x' }), { retry: 1 });

  it.each<[string, Record<string, string>, (logger: AnyLogger) => void]>([
    ['a message', {}, (log) => log.info('x')],
    ['attributes', {}, (log) => log.warn('x', { a: 1, b: [undefined, null], email: 'x', c: '' })],
    ['an error', {}, (log) => log.error('x', { error, when: new Date(0) })],
    ['a debug message at the default level', {}, (log) => log.debug('x')],
    ['a debug message', { POWERTOOLS_LOG_LEVEL: 'DEBUG' }, (log) => log.debug('x')],
    ['a level in lower case', { POWERTOOLS_LOG_LEVEL: 'debug' }, (log) => log.debug('x')],
    ['a message below the level', { LOG_LEVEL: 'ERROR' }, (log) => log.warn('x')],
    ['an unknown level', { POWERTOOLS_LOG_LEVEL: 'loud' }, (log) => log.info('x')],
    [
      "Lambda's own level, which has priority",
      { AWS_LAMBDA_LOG_LEVEL: 'FATAL', POWERTOOLS_LOG_LEVEL: 'DEBUG' },
      (log) => log.error('x'),
    ],
    ['a service', { POWERTOOLS_SERVICE_NAME: 'sign-up' }, (log) => log.info('x')],
    [
      'a trace',
      { _X_AMZN_TRACE_ID: 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=5;Sampled=1' },
      (log) => log.info('x'),
    ],
    [
      'a context, cold and then warm',
      { AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand' },
      (log) => {
        log.addContext(lambdaContext());
        log.info('cold');
        log.addContext(lambdaContext());
        log.info('warm');
      },
    ],
    [
      'a context with provisioned concurrency',
      { AWS_LAMBDA_INITIALIZATION_TYPE: 'provisioned-concurrency' },
      (log) => {
        log.addContext(lambdaContext());
        log.info('x');
      },
    ],
  ])('writes the same lines as the Logger of Powertools: %s', async (_, environment, log) => {
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
    const compact = await captureOutput(() => log(new CompactLogger({ jsonReplacerFn })));
    const powertools = await captureOutput(() => log(new PowertoolsLogger({ jsonReplacerFn })));
    expect(compact.text).toBe(powertools.text);
  });
});
