import { createSecretKey } from 'node:crypto';
import type { Assembly, Template } from './assembly.js';
import { localNameOf } from './dynamic-references.js';
import { createPlaceholders } from './placeholders.js';
import type { Properties, ResourceGraph } from './resource-graph.js';
import { type ResolveOptions, type Shared, Stack } from './stack.js';

/**
 * Resolves a cloud assembly to the resources that a deployment would create, with nested stacks,
 * parameters, conditions and intrinsic functions.
 *
 * @throws {SandboxError} `TEMPLATE_UNSUPPORTED`, with the place in the template.
 */
export function resolveAssembly(assembly: Assembly, options: ResolveOptions): ResourceGraph {
  const placeholders = createPlaceholders();
  const stacks: Stack[] = [];
  const shared: Shared = {
    assembly,
    options,
    placeholders,
    // Signing with bytes would create such an object for each character of an id.
    key: createSecretKey(options.key),
    ids: new Set(),
    exported(name) {
      for (const stack of stacks) {
        const value = stack.exported(name);
        if (value !== undefined) return value;
      }
      return undefined;
    },
    stored(kind, id) {
      for (const stack of stacks) {
        const value = stack.stored(kind, id);
        if (value !== undefined) return value;
      }
      return options.localSecret?.(localNameOf(id));
    },
  };
  const open = (name: string, path: string, template: Template) => {
    const stack = new Stack(shared, { name, path, template, parameters: {} });
    stacks.push(stack);
    return stack;
  };
  const root = open(assembly.stackName, '', assembly.template);
  for (const { stackName, template } of assembly.others) open(stackName, `${stackName}/`, template);
  const resources = stacks.flatMap((stack) => stack.resources());
  const outputs = root.outputs();
  return {
    stackName: assembly.stackName,
    resources,
    ofType: (type) => resources.filter((resource) => resource.type === type),
    outputs,
    ids: [...shared.ids],
    metadata: (assembly.template.Metadata ?? {}) as Properties,
    warnings: [
      ...assembly.others.flatMap(({ stackName, region }) =>
        region === undefined || region === options.region
          ? []
          : `The stack ${stackName} is in ${region} in AWS. Here its resources are in ${options.region}, beside the others.`,
      ),
      ...placeholders.warnings,
    ],
  };
}
