import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@aws-lambda-powertools/logger';
import type { Context } from 'aws-lambda';
import { env } from '$amplify/env/every-option';

const logger = new Logger();

type Question = { readonly hang?: boolean; readonly megabytes?: number; readonly log?: boolean };

export const handler = async (
  { hang, megabytes, log }: Question,
  { memoryLimitInMB, getRemainingTimeInMillis }: Context,
): Promise<unknown> => {
  if (hang) await new Promise(() => setInterval(() => {}, 1000));
  if (megabytes) {
    writeFileSync(join(tmpdir(), 'file'), Buffer.alloc(megabytes * 1024 * 1024));
    return 'written';
  }
  if (log) {
    console.info('not shown');
    console.warn('shown', { a: 1 });
    logger.warn('of the logger');
  }
  return {
    greeting: env.GREETING,
    token: env.API_TOKEN,
    // @ts-expect-error The types know the variables of this function.
    unknown: env.NOT_SET,
    runtime: env.AWS_EXECUTION_ENV,
    memoryMB: memoryLimitInMB,
    hasTime: getRemainingTimeInMillis() <= 2000,
    loggerOf: logger.constructor.name,
    name: namedInSource.name,
  };
};

function namedInSource(): void {}
