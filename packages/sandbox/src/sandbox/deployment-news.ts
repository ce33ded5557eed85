import type { DeploymentNews } from '../services/console/api.js';
import type { SandboxEvent } from './sandbox.js';

/** Tells the open pages of the console about deployments and the end of the sandbox. */
export type DeploymentNewsChannel = {
  tell(event: SandboxEvent): void;
  /** @returns A function that removes the listener. */
  onNews(listener: (news: DeploymentNews) => void): () => void;
};

/** @param stopping Aborts when the sandbox begins to stop. */
export function createDeploymentNews(stopping: AbortSignal): DeploymentNewsChannel {
  const listeners = new Set<(news: DeploymentNews) => void>();
  const announce = (news: DeploymentNews) => {
    for (const listener of listeners) listener(news);
  };
  stopping.addEventListener('abort', () => announce({ type: 'stopping' }));
  return {
    tell(event) {
      if (event.type === 'deployed') announce({ type: 'deployed' });
      if (event.type !== 'deploy-failed') return;
      const { error } = event;
      const message = error instanceof Error ? error.message : String(error);
      announce({ type: 'deploy-failed', message });
    },
    onNews(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
