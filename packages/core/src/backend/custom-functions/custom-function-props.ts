import type { FunctionProps } from '../amplify-function.js';

/** The options that functions in each language have. They are those of `defineFunction`. */
export type CustomFunctionProps = Pick<
  FunctionProps,
  | 'architecture'
  | 'environment'
  | 'ephemeralStorageSizeMB'
  | 'logging'
  | 'memoryMB'
  | 'resourceGroupName'
  | 'schedule'
  | 'timeoutSeconds'
> & {
  /** `import.meta.url` of the `resource.ts` that defines the function. */
  readonly module: string;
  /** The folder with the function's source, relative to the `resource.ts`. Default is its own folder. */
  readonly entry?: string;
  /** The function's name. Default is the name of the folder. */
  readonly name?: string;
  /** Layers, each as the ARN of a version or as `name:version`. At most 5. */
  readonly layers?: readonly string[];
};
