import type { AmplifyFunction } from './amplify-function.js';

/** A function in its stack, which Amplify creates from the result of `defineFunction`. */
export type AmplifyFunctionInstance = ReturnType<AmplifyFunction['getInstance']>;

/**
 * Configures a function when Amplify creates it. The callback can add permissions, and resources in
 * the function's own nested stack. Pass the function to `triggers`, `access`, `schedule` or
 * `defineBackend` as before.
 *
 * @returns The same function.
 * @example
 * const fn = configureFunction(defineFunction(), ({ resources: { lambda }, stack, addEnvironment }) => {
 *   const topic = new Topic(stack, 'news');
 *   topic.grantPublish(lambda);
 *   addEnvironment('TOPIC_ARN', topic.topicArn);
 * });
 */
export function configureFunction(
  fn: AmplifyFunction,
  configure: (instance: AmplifyFunctionInstance) => void,
): AmplifyFunction {
  const { getInstance } = fn;
  // Amplify calls getInstance for each use of the function, but creates one instance.
  const configured = new WeakSet<AmplifyFunctionInstance>();
  return Object.assign(fn, {
    getInstance(props: Parameters<AmplifyFunction['getInstance']>[0]) {
      const instance = getInstance.call(fn, props);
      if (!configured.has(instance)) {
        configured.add(instance);
        configure(instance);
      }
      return instance;
    },
  });
}
