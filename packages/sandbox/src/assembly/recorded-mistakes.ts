import { createRequire } from 'node:module';
import { findMistakes, resourceCycles, stackCycles } from '@amplify-recipes/core/deployment-checks';
import type { App, Stack } from 'aws-cdk-lib';

/**
 * Checks the stacks of a backend when it is synthesised, as `assertDeployable` of
 * `@amplify-recipes/core` does. A mistake does not end the synthesis, because the backend may run
 * here nevertheless. The backend must have been imported, with its CDK.
 *
 * @returns The mistakes. The list is filled during the synthesis.
 */
export function recordMistakes(): readonly string[] {
  const mistakes: string[] = [];
  for (const { prototype } of loadedApps()) {
    const { synth } = prototype;
    prototype.synth = function checked(this: App, options) {
      const stacks = this.node.children.filter(isStack);
      for (const { message, resolution } of stacks.flatMap(findMistakes)) {
        mistakes.push(`${message} ${resolution}`);
      }
      const assembly = synth.call(this, options);
      mistakes.push(...stacks.flatMap(stackCycles), ...stacks.flatMap(resourceCycles));
      return assembly;
    };
  }
  return mistakes;
}

/** The classes of the loaded copies of the CDK. A backend that loads none has nothing to check. */
function loadedApps(): readonly (typeof App)[] {
  const { cache } = createRequire(import.meta.url);
  return Object.entries(cache).flatMap(([file, module]) =>
    /[\\/]aws-cdk-lib[\\/]core[\\/]lib[\\/]app\.js$/.test(file) ? (module?.exports.App ?? []) : [],
  );
}

function isStack(construct: object): construct is Stack {
  return 'stackName' in construct;
}
