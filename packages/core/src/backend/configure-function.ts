import type { AmplifyFunction } from './define-recipe.js';

/** A function in its stack: what Amplify makes of what `defineFunction` returns. */
export type AmplifyFunctionInstance = ReturnType<AmplifyFunction['getInstance']>;

/**
 * Configures a function where Amplify makes it: gives it permissions, and resources of its own in
 * its own nested stack. It is the same function as before to everything that takes one: `triggers`,
 * `access`, `schedule`, `defineBackend`.
 *
 * @returns The function that was given.
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
  // Amplify asks for the instance wherever the function is named, and makes it once.
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
