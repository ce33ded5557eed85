import type { defineFunction, secret } from '@aws-amplify/backend';

/** The result of Amplify's `defineFunction`. */
export type AmplifyFunction = ReturnType<typeof defineFunction>;

/** The result of Amplify's `secret()`. */
export type Secret = ReturnType<typeof secret>;

/** The options of Amplify's `defineFunction`, which its package does not export by name. */
export type FunctionProps = typeof defineFunction extends {
  (props?: infer Props): AmplifyFunction;
  (provider: infer _Provider, providerProps?: infer _ProviderProps): AmplifyFunction;
}
  ? NonNullable<Props>
  : never;
