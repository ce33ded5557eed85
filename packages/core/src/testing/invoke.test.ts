import type { PreSignUpTriggerHandler } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { captureOutput, invoke, lambdaContext, preSignUpEvent } from './index.js';

describe('invoke', () => {
  it('returns the result of the handler, or throws its error', async () => {
    const handler: PreSignUpTriggerHandler = async (event, context) => {
      if (event.userName === 'nobody') throw new Error('nobody');
      return { ...event, userName: context.functionName };
    };
    const context = lambdaContext({ functionName: 'pre-sign-up' });
    expect(await invoke(handler, preSignUpEvent(), context)).toMatchObject({
      userName: 'pre-sign-up',
    });
    await expect(invoke(handler, preSignUpEvent({ userName: 'nobody' }))).rejects.toThrow('nobody');
  });

  it('passes no working callback, like Node.js 24 on Lambda', async () => {
    const handler: PreSignUpTriggerHandler = (event, _, callback) => callback(null, event);
    await expect(invoke(handler, preSignUpEvent())).rejects.toThrow('no callback');
  });
});

describe('lambdaContext', () => {
  it('counts down from five seconds', () => {
    const remaining = lambdaContext().getRemainingTimeInMillis();
    expect(remaining).toBeGreaterThan(0);
    expect(remaining).toBeLessThanOrEqual(5000);
  });

  it('has no working callbacks of the first runtimes', () => {
    const context = lambdaContext();
    expect(() => context.succeed('x')).toThrow('no callback');
  });
});

describe('captureOutput', () => {
  it('returns the text, the JSON lines and the result of the run', async () => {
    const { text, lines, result, error } = await captureOutput(async () => {
      console.log('plain');
      console.error('{"level":"ERROR"}');
      process.stdout.write('{"level":"INFO"}\n7\n');
      return 'done';
    });
    expect(text).toBe('plain\n{"level":"ERROR"}\n{"level":"INFO"}\n7\n');
    expect(lines).toEqual([{ level: 'ERROR' }, { level: 'INFO' }]);
    expect([result, error]).toEqual(['done', undefined]);
  });

  it('returns the error of the run and restores the output', async () => {
    const before = [globalThis.console, process.stdout.write, process.stderr.write];
    const { error, result } = await captureOutput(() => {
      throw new Error('no');
    });
    expect([error, result]).toEqual([new Error('no'), undefined]);
    expect([globalThis.console, process.stdout.write, process.stderr.write]).toEqual(before);
  });
});
