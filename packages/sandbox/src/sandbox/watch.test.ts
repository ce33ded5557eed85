import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { watchInputs } from './watch.js';

let folder: string;
let file: string;
let watching: { stop(): Promise<void> } | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'watch 100% '));
  file = join(folder, 'backend.ts');
  writeFileSync(file, '0');
});
afterEach(async () => {
  await watching?.stop();
  rmSync(folder, { recursive: true });
});

const save = () => writeFileSync(file, String(Math.random()));

/** Watches, and waits until the watcher sees changes. */
async function watch(onChange: (file: string) => Promise<undefined>, settleMs = 100) {
  const seen = vi.fn(onChange);
  watching = watchInputs({ inputs: [file], folder, onChange: seen, onError: () => {}, settleMs });
  await vi.waitFor(
    () => {
      save();
      expect(seen).toHaveBeenCalled();
    },
    { interval: settleMs + 100, timeout: 20_000 },
  );
  await delay(settleMs + 200);
  seen.mockClear();
  return seen;
}

test('several writes of a file in a row are one change', async () => {
  // Longer than a busy machine makes the pauses between the writes.
  const settleMs = 1500;
  const seen = await watch(async () => undefined, settleMs);
  for (let write = 0; write < 5; write++) {
    save();
    await delay(10);
  }
  await delay(settleMs + 500);
  expect(seen.mock.calls).toEqual([[file]]);
});

test('a new and a deleted file are changes', async () => {
  const seen = await watch(async () => undefined);
  const added = join(folder, 'new.ts');
  writeFileSync(added, 'x');
  await vi.waitFor(() => expect(seen).toHaveBeenLastCalledWith(added), 20_000);
  await delay(300);
  seen.mockClear();
  rmSync(added);
  await vi.waitFor(() => expect(seen).toHaveBeenLastCalledWith(added), 20_000);
});

test.each([0, 50, 150])(
  'a change %i ms before the last one is deployed is not lost, nor is any after it',
  async (before) => {
    let busy = 0;
    const seen = await watch(async () => {
      if (busy > 0) await delay(busy);
      return undefined;
    });
    busy = 400;
    save();
    await vi.waitFor(() => expect(seen).toHaveBeenCalledTimes(1), 20_000);
    await delay(busy - before);
    busy = 0;
    save();
    await vi.waitFor(() => expect(seen).toHaveBeenCalledTimes(2), 20_000);
    await delay(500);
    save();
    await vi.waitFor(() => expect(seen).toHaveBeenCalledTimes(3), 20_000);
  },
);

test('stopping waits for the current change, and begins no other', async () => {
  let ended = false;
  const seen = await watch(async () => {
    ended = false;
    await delay(400);
    ended = true;
    return undefined;
  });
  await delay(500);
  seen.mockClear();
  save();
  await vi.waitFor(() => expect(seen).toHaveBeenCalledTimes(1), 20_000);
  save();
  await delay(50);
  await watching?.stop();
  expect(ended).toBe(true);
  await delay(300);
  expect(seen).toHaveBeenCalledTimes(1);
});

test('a change before the watcher was ready is deployed once', async () => {
  let missed: string | undefined = file;
  const onChange = vi.fn(async () => {
    missed = undefined;
    return [file];
  });
  const changedInput = () => missed;
  watching = watchInputs({ inputs: [file], folder, onChange, onError: () => {}, changedInput });
  await vi.waitFor(() => expect(onChange).toHaveBeenCalled(), 20_000);
  await delay(500);
  expect(onChange.mock.calls).toEqual([[file]]);
});

test('a change of a newly watched file is deployed, and a failing change is tried only once', async () => {
  const changes = [file, join(folder, 'imported.ts'), join(folder, 'failing.ts')];
  const onChange = vi.fn(async () => {
    const change = changes.shift();
    return change?.endsWith('failing.ts') ? undefined : [file];
  });
  const changedInput = () => changes[0] ?? file;
  watching = watchInputs({ inputs: [file], folder, onChange, onError: () => {}, changedInput });
  await vi.waitFor(() => expect(onChange).toHaveBeenCalledTimes(3), 20_000);
  await delay(500);
  expect(onChange.mock.calls).toEqual([
    [file],
    [join(folder, 'imported.ts')],
    [join(folder, 'failing.ts')],
  ]);
});
