import { workersForWaitingTests } from '@amplify-recipes/recipe-tests/workers';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Small files that take long. Vitest starts large files first, so these would run last. */
const LONG = /\/(look|one-time-code)\.test\.ts$/;

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification) => LONG.test(moduleId);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

export default defineConfig({
  test: {
    include: ['e2e/**/*.test.ts', 'src/**/*.test.ts'],
    globalSetup: 'e2e/build-once.ts',
    setupFiles: '@amplify-recipes/recipe-tests/native-mod-pow',
    // They wait for pages and for functions.
    maxWorkers: workersForWaitingTests + 1,
    testTimeout: 180_000,
    hookTimeout: 240_000,
    // A busy machine draws late.
    expect: { poll: { timeout: 20_000 } },
    sequence: { sequencer: LongestFirst },
  },
});
