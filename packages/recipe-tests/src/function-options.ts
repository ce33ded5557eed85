import { expect } from 'vitest';
import type { SynthesizedFunction } from './synthesis.js';

/**
 * The options of Amplify's `defineFunction`, with other values than the defaults. `name` and
 * `environment` are set by other tests. `entry` is the recipe's own, and its handler decides about
 * secrets.
 */
export const FUNCTION_OPTIONS = {
  timeoutSeconds: 4,
  memoryMB: 256,
  ephemeralStorageSizeMB: 1024,
  environment: { OF_PROPS: 'set in props' },
  runtime: 24,
  architecture: 'arm64',
  schedule: ['every day', '0 9 ? * 2 *'],
  logging: { format: 'json', level: 'warn', retention: '1 week' },
  layers: { 'not-imported': 'tools:3' },
  bundling: { minify: false },
  resourceGroupName: 'auth',
};

/** Checks that a function has {@link FUNCTION_OPTIONS}. */
export function expectFunctionOptions(fn: SynthesizedFunction): void {
  const { bundle, retentionDays, schedules, stack, properties } = fn;
  expect(properties).toMatchObject({
    Timeout: 4,
    MemorySize: 256,
    EphemeralStorage: { Size: 1024 },
    Environment: { Variables: { OF_PROPS: 'set in props' } },
    Runtime: 'nodejs24.x',
    Architectures: ['arm64'],
    LoggingConfig: { LogFormat: 'JSON', ApplicationLogLevel: 'WARN' },
  });
  expect(JSON.stringify(properties.Layers)).toContain(':layer:tools:3"');
  expect({ retentionDays, schedules, stack }).toEqual({
    retentionDays: 7,
    schedules: ['cron(0 0 * * ? *)', 'cron(0 9 ? * 2 *)'],
    stack: 'auth',
  });
  expect(bundle, 'The bundle is minified.').toMatch(/\n {2}\S/);
}
