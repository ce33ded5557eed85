// Node.js before 22.15 has no `registerHooks`, and a named import of it would not load there.
import module from 'node:module';
import { pathToFileURL } from 'node:url';

/**
 * Lambda's Node.js runtimes bring the AWS SDK, and the banner that Amplify puts on each bundle
 * takes its SSM client from there. Here it comes from the packages installed beside the sandbox:
 * the SDK's alone, so that a package that the bundle lacks is missing here as it is in AWS.
 */
const SDK_PACKAGE = /^@(aws-sdk|smithy)\//;

export function provideRuntimeSdk(parentURL: string): void {
  const require = module.createRequire(parentURL);
  if (typeof module.registerHooks === 'function') {
    module.registerHooks({
      resolve(specifier, context, nextResolve) {
        try {
          return nextResolve(specifier, context);
        } catch (error) {
          if (!SDK_PACKAGE.test(specifier)) throw error;
          // `require` looks where its module is, whatever the context says.
          if (context.conditions.includes('require')) {
            return { url: pathToFileURL(require.resolve(specifier)).href, shortCircuit: true };
          }
          return nextResolve(specifier, { ...context, parentURL });
        }
      },
    });
    return;
  }
  // Node.js before 22.15. The hooks run in a thread of their own, so they come as a module; they
  // see imports, not what CommonJS requires.
  const hooks = `export async function resolve(specifier, context, nextResolve) {
    try {
      return await nextResolve(specifier, context);
    } catch (error) {
      if (!${SDK_PACKAGE}.test(specifier)) throw error;
      return nextResolve(specifier, { ...context, parentURL: ${JSON.stringify(parentURL)} });
    }
  }`;
  module.register(`data:text/javascript,${encodeURIComponent(hooks)}`);
}
