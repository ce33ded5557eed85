import type { ResourceGraph } from '../../assembly/resource-graph.js';

/** A secret that a function reads when it starts. */
export type SecretUse = {
  readonly function: string;
  readonly secret: string;
  /** The paths from which Amplify reads it, in order: that of the backend, then that of the app. */
  readonly paths: readonly string[];
};

/**
 * The secrets of every function, from `AMPLIFY_SSM_ENV_CONFIG`. The banner that Amplify adds to
 * each bundle reads this variable. A path without `sharedPath`, or with the same one, is a reference
 * to a resource, not a secret.
 */
export function secretPaths(graph: ResourceGraph | undefined): readonly SecretUse[] {
  return (graph?.ofType('AWS::Lambda::Function') ?? []).flatMap((resource) => {
    const { properties } = resource;
    const variables = (
      properties.Environment as { Variables?: Record<string, unknown> } | undefined
    )?.Variables;
    return Object.values(parseConfig(variables?.AMPLIFY_SSM_ENV_CONFIG)).flatMap(
      ({ path, sharedPath }) =>
        sharedPath === undefined || sharedPath === path
          ? []
          : [
              {
                function: resource.name,
                secret: path.slice(path.lastIndexOf('/') + 1),
                paths: [path, sharedPath],
              },
            ],
    );
  });
}

type Config = Record<string, { readonly path: string; readonly sharedPath?: string }>;

function parseConfig(text: unknown): Config {
  try {
    return typeof text === 'string' ? (JSON.parse(text) as Config) : {};
  } catch {
    return {};
  }
}
