import type { Context } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { type RecordBatchOptions, type RecordHandler, recordBatch } from './record-batch.js';
import { captureOutput, lambdaContext } from './testing/index.js';

type Item = { readonly key: string; readonly id: string };

/** Records such as `a1 b1 a2`. The letter is the key of the record. */
const batch = (text: string): Item[] =>
  text.split(' ').map((id) => ({ id, key: id.replace(/\d+$/, '') }));

const ids = (records: readonly Item[]) => records.map(({ id }) => id).join(' ');

const options: RecordBatchOptions<Item> = {
  recipe: 'test',
  concurrency: 100,
  keyOf: ({ key }) => key,
  idOf: ({ id }) => id,
  placeOf: ({ id }) => ({ id }),
};

/** Runs batches one after the other in one execution environment. */
function environment(handle: RecordHandler<Item>, changes: Partial<typeof options> = {}) {
  const handleBatch = recordBatch({ ...options, ...changes }, handle);
  return async (text: string, context: Context = lambdaContext()) => {
    const { result, error, lines } = await captureOutput(() => handleBatch(batch(text), context));
    if (error) throw error;
    return { left: ids(result ?? []), lines };
  };
}

const timer = (milliseconds: number) =>
  new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

const contextFor = (milliseconds: number) =>
  lambdaContext({ getRemainingTimeInMillis: () => milliseconds });

describe.each([
  ['a synchronous handler', <T>(work: () => T) => work()],
  ['an asynchronous handler', async <T>(work: () => T) => work()],
  [
    'a handler that waits',
    async <T>(work: () => T) => {
      await timer(1);
      return work();
    },
  ],
])('a batch of records, with %s', (_, how) => {
  it.each([
    ['all is well', 'a1 b1 a2', '', 'a1 a2 b1', ''],
    ['one record fails', 'a1 b1 a2 b2', 'b1', 'a1 a2', 'b1 b2'],
    ['the first record of a key fails', 'a1 a2 a3', 'a1', '', 'a1 a2 a3'],
    ['the last record of a key fails', 'a1 a2 a3', 'a3', 'a1 a2', 'a3'],
    ['several keys fail', 'a1 b1 c1 a2 b2 c2', 'a2 c1', 'a1 b1 b2', 'c1 a2 c2'],
    ['all keys fail', 'a1 b1', 'a1 b1', '', 'a1 b1'],
  ])('when %s', async (_case, text, failing, done, left) => {
    const handled: string[] = [];
    const run = environment(({ id }) =>
      how(() => {
        if (failing.split(' ').includes(id)) throw new Error('It fails.');
        handled.push(id);
      }),
    );
    expect((await run(text)).left).toBe(left);
    expect(handled.sort().join(' ')).toBe(done);
  });

  it('does not run finished records again when the batch is retried', async () => {
    const handled: string[] = [];
    let isWell = false;
    const run = environment(({ id }) =>
      how(() => {
        if (id === 'a1' && !isWell) throw new Error('It fails.');
        handled.push(id);
      }),
    );
    expect((await run('a1 b1 a2 b2')).left).toBe('a1 a2');
    isWell = true;
    expect((await run('a1 b1 a2 b2')).left).toBe('');
    expect(handled.sort()).toEqual(['a1', 'a2', 'b1', 'b2']);
  });

  it('runs again if Lambda sends it again after it was done', async () => {
    const handled: string[] = [];
    const run = environment(({ id }) => how(() => handled.push(id)));
    await run('a1');
    await run('a1');
    expect(handled).toEqual(['a1', 'a1']);
  });

  it('runs records without an id again', async () => {
    const handled: string[] = [];
    const run = environment(
      ({ id }) =>
        how(() => {
          if (id === 'a1') throw new Error('It fails.');
          handled.push(id);
        }),
      { idOf: () => undefined },
    );
    await run('a1 b1');
    await run('a1 b1');
    expect(handled).toEqual(['b1', 'b1']);
  });

  it('runs one key in order', async () => {
    const handled: string[] = [];
    const run = environment(({ id }) => how(() => handled.push(id)));
    const text = Array.from({ length: 500 }, (_item, index) => `a${index}`).join(' ');
    await run(text);
    expect(handled.join(' ')).toBe(text);
  });

  it('starts no record without remaining time', async () => {
    const run = environment(() => how(() => expect.unreachable()));
    expect((await run('a1 b1', contextFor(0))).left).toBe('a1 b1');
  });

  it('fails only the record whose key cannot be read', async () => {
    const run = environment(() => how(() => {}), {
      keyOf: ({ key }) => {
        if (key === 'b') throw new Error('No key.');
        return key;
      },
    });
    expect((await run('a1 b1 a2')).left).toBe('b1');
  });
});

describe('a batch of records', () => {
  it.each([
    [1, 1],
    [3, 3],
    [100, 5],
  ])('with a concurrency of %i runs %i of 5 keys at the same time', async (concurrency, most) => {
    let running = 0;
    let seen = 0;
    const perKey = new Map<string, number>();
    const run = environment(
      async ({ key }) => {
        running += 1;
        seen = Math.max(seen, running);
        perKey.set(key, (perKey.get(key) ?? 0) + 1);
        expect(perKey.get(key)).toBe(1);
        await timer(1);
        perKey.set(key, 0);
        running -= 1;
      },
      { concurrency },
    );
    expect((await run('a1 b1 c1 d1 e1 a2 b2 c2 d2 e2')).left).toBe('');
    expect(seen).toBe(most);
  });

  it('aborts the signal and returns the records that are not done in time', async () => {
    const reasons: unknown[] = [];
    const run = environment(({ key }, { signal }) => {
      if (key === 'quick') return undefined;
      return new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          reasons.push(signal.reason.name);
          reject(signal.reason);
        });
      });
    });
    const { left, lines } = await run('quick1 slow1 quick2 slow2', contextFor(100));
    expect(left).toBe('slow1 slow2');
    expect(reasons).toEqual(['TimeoutError']);
    expect(lines.at(-1)).toMatchObject({ records: 4, left: 2, failed: 1, timeIsOver: true });
  });

  it('does not wait for a handler that ignores the signal', async () => {
    const run = environment(({ key }) => (key === 'hung' ? new Promise(() => {}) : undefined));
    expect((await run('hung1 a1 hung2', contextFor(100))).left).toBe('hung1 hung2');
  });

  it('starts no record after its time, even if the handler blocks the event loop', async () => {
    const run = environment(() => {
      const end = performance.now() + 100;
      while (performance.now() < end);
    });
    expect((await run('a1 a2 b1', contextFor(100))).left).toBe('a2 b1');
  });

  it('waits for a record that still runs when it is retried, and does not start it twice', async () => {
    const begun: string[] = [];
    let finish = () => {};
    const run = environment(({ id }) => {
      begun.push(id);
      if (id !== 'a1') return undefined;
      return new Promise<void>((resolve) => {
        finish = resolve;
      });
    });
    expect((await run('a1 a2', contextFor(50))).left).toBe('a1 a2');
    const repeated = run('a1 a2');
    finish();
    expect((await repeated).left).toBe('');
    expect(begun).toEqual(['a1', 'a2']);
  });

  it('remembers records that finish after the answer', async () => {
    const begun: string[] = [];
    let finish = () => {};
    const run = environment(({ id }) => {
      begun.push(id);
      return new Promise<void>((resolve) => {
        finish = resolve;
      });
    });
    await run('a1', contextFor(50));
    finish();
    await timer(1);
    expect((await run('a1')).left).toBe('');
    expect(begun).toEqual(['a1']);
  });

  it.each(['fails after the answer', 'hangs'])('starts a record again that %s', async (how) => {
    let begun = 0;
    let fail = () => {};
    const run = environment(() => {
      begun += 1;
      return begun > 1
        ? undefined
        : new Promise<void>((_resolve, reject) => {
            fail = () => reject(new Error('It fails.'));
          });
    });
    expect((await run('a1', contextFor(50))).left).toBe('a1');
    if (how === 'hangs') expect((await run('a1', contextFor(50))).left).toBe('a1');
    else fail();
    await timer(1);
    expect((await run('a1')).left).toBe('');
    expect(begun).toBe(2);
  });

  it('remembers at most as many records as a batch of Lambda has', async () => {
    const handled: string[] = [];
    const run = environment(({ id }) => {
      if (id.startsWith('poison')) throw new Error('It fails.');
      handled.push(id);
    });
    const range = (key: string) =>
      Array.from({ length: 5001 }, (_item, index) => `${key}${index}`).join(' ');
    await run(`poison1 ${range('a')}`);
    await run(`poison2 ${range('b')}`);
    handled.length = 0;
    await run('poison1 a0 a1 a2');
    expect(handled).toEqual(['a0', 'a1']);
  });

  it('forgets a batch that is done', async () => {
    const handled: string[] = [];
    let isWell = false;
    const run = environment(({ id }) => {
      if (id === 'a1' && !isWell) throw new Error('It fails.');
      handled.push(id);
    });
    await run('a1 b1');
    isWell = true;
    await run('a1 b1');
    await run('a1 b1');
    expect(handled).toEqual(['b1', 'a1', 'a1', 'b1']);
  });

  it('logs ten failures and counts the rest', async () => {
    const run = environment(() => {
      throw new Error('It fails.');
    });
    const text = Array.from({ length: 30 }, (_item, index) => `k${index}x1`).join(' ');
    const { lines } = await run(text);
    expect(lines).toHaveLength(11);
    expect(lines[0]).toMatchObject({
      level: 'ERROR',
      message: 'test failed',
      id: 'k0x1',
      error: { name: 'Error', stack: expect.stringContaining('record-batch.test.ts') },
    });
    expect(lines[10]).toMatchObject({ level: 'WARN', records: 30, left: 30, failed: 30 });
  });

  it('logs nothing if no record fails', async () => {
    expect((await environment(() => {})('a1')).lines).toEqual([]);
  });

  it('accepts a batch without records', async () => {
    expect(await recordBatch(options, () => {})([], {} as Context)).toEqual([]);
  });
});
