import { realpathSync } from 'node:fs';
// Node.js before 22.15 has no `registerHooks`, and a named import of it would not load there.
import module, { type ResolveHookContext } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/**
 * The packages of the AWS SDK. Lambda's Node.js runtimes contain them, and the banner that Amplify
 * adds to each bundle uses the SSM client from there. Here they come from the packages installed
 * beside the sandbox. Other packages do not, so that a package that is missing in the bundle is
 * missing here as in AWS.
 */
const SDK_PACKAGE = /^@(aws-sdk|smithy)\//;

/** The name of a package. It is not a path, a URL, or an entry of the package's own `imports`. */
const PACKAGE = /^(?!\.{0,2}\/|#|[a-z][a-z\d+.-]+:)/i;

/**
 * Lets the function load the SDK of the runtime, and no package from the folders above its code.
 *
 * @param taskRoot The folder of the function's code. Its layers are beside it.
 * @param parentURL The URL of a module beside which the SDK is installed.
 */
export function provideRuntimeSdk(taskRoot: string, parentURL: string): void {
  const require = module.createRequire(parentURL);
  const deployed = pathToFileURL(join(realpathOf(dirname(taskRoot)), '/')).href;
  const isDeployed = (url: string | undefined) => url?.startsWith(deployed) ?? false;
  if (typeof module.registerHooks === 'function') {
    let providing = false;
    module.registerHooks({
      resolve(specifier, context, nextResolve) {
        let failure: unknown;
        try {
          const found = nextResolve(specifier, context);
          const isAbove =
            found.url.startsWith('file:') &&
            PACKAGE.test(specifier) &&
            isDeployed(context.parentURL) &&
            !isDeployed(found.url);
          if (!isAbove) return found;
          failure = notFound(specifier, context);
        } catch (error) {
          failure = error;
        }
        // `require.resolve` calls this hook again.
        if (providing || !SDK_PACKAGE.test(specifier)) throw failure;
        providing = true;
        try {
          // `require` searches from the place of its module, whatever the context says.
          if (context.conditions.includes('require')) {
            return { url: pathToFileURL(require.resolve(specifier)).href, shortCircuit: true };
          }
          return nextResolve(specifier, { ...context, parentURL });
        } catch {
          throw failure;
        } finally {
          providing = false;
        }
      },
    });
    return;
  }
  // For Node.js before 22.15. The hooks run in a separate thread, so they are passed as a module.
  // They see imports, but not the `require` calls of CommonJS.
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

/** The error of Node.js for a missing package. */
function notFound(specifier: string, { conditions, parentURL = '' }: ResolveHookContext): Error {
  const parent = fileURLToPath(parentURL);
  return conditions.includes('require')
    ? Object.assign(new Error(`Cannot find module '${specifier}'\nRequire stack:\n- ${parent}`), {
        code: 'MODULE_NOT_FOUND',
        requireStack: [parent],
      })
    : Object.assign(new Error(`Cannot find package '${specifier}' imported from ${parent}`), {
        code: 'ERR_MODULE_NOT_FOUND',
      });
}

function realpathOf(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return folder;
  }
}
