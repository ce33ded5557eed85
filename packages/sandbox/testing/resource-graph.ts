import type { Resource, ResourceGraph } from '../src/assembly/resource-graph.js';

/**
 * A resource graph for tests. Its resources have only the members that the tested service reads.
 */
export function graphOf(resources: readonly Partial<Resource>[]): ResourceGraph {
  const all = resources.map(
    (resource) =>
      ({
        logicalId: '',
        name: '',
        attributes: {},
        properties: {},
        locatedPaths: {},
        ...resource,
      }) as Resource,
  );
  return {
    stackName: 'app',
    resources: all,
    ofType: (type) => all.filter((resource) => resource.type === type),
    outputs: {},
    ids: [],
    metadata: {},
    warnings: [],
  };
}
