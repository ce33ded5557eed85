import { preloadGenerator } from '../assembly/outputs.js';
import { type Synthesis, synthesise } from '../assembly/synth.js';
import { loadClient } from './deployment.js';
import type { SandboxEvent } from './sandbox.js';

/** Synthesises a backend, and emits events for the start, the output and the end. */
export async function synthesiseAndTell(
  cwd: string,
  emit: (event: SandboxEvent) => void,
  signal: AbortSignal,
): Promise<Synthesis> {
  const startedAt = performance.now();
  const synthesis = await synthesise({
    cwd,
    signal,
    onStart() {
      emit({ type: 'synth-started' });
      // The deployment needs these packages. The synthesis runs in a process of its own.
      void preloadGenerator(cwd);
      void loadClient();
    },
    onOutput: (line) => emit({ type: 'synth-output', line }),
  });
  const durationMs = performance.now() - startedAt;
  emit({ type: 'synth-finished', cached: synthesis.cached, durationMs });
  return synthesis;
}
