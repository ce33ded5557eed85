import { realpathSync } from 'node:fs';
// Node.js before 22.15 has no `registerHooks`, and a named import of it would not load there.
import module, { type ResolveHookContext } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { layerModuleOf } from './layer-files.ts';
import type { Settings } from './settings.ts';

/**
 * The packages of the AWS SDK. Lambda's Node.js runtimes contain them, and the banner that Amplify
 * adds to each bundle uses the SSM client from there. Here they come from the packages installed
 * beside the sandbox. Other packages do not, so that a package that is missing in the bundle is
 * missing here as in AWS.
 */
const SDK_PACKAGE = /^@(aws-sdk|smithy)\//;

/** The name of a package. It is not a path, a URL, or an entry of the package's own `imports`. */
const PACKAGE = /^(?!\.{0,2}\/|#|[a-z][a-z\d+.-]+:)/i;

/** A folder with packages that are not part of the function's code. */
type Place = {
  /** The URL of a module in the folder. */
  readonly parentURL: string;
  /** Only packages below this URL count. */
  readonly within?: string;
  /** Whether the folder provides a package. */
  provides(specifier: string): boolean;
};

/**
 * Lets the function load the packages of its layers and the SDK of the runtime, and no package from
 * the folders above its code.
 *
 * Amplify's bundles are ES modules. Lambda imports packages from layers since Node.js 18, while
 * Node.js itself uses `NODE_PATH` only for `require`.
 *
 * @param taskRoot The folder of the function's code. Its layers are beside it.
 * @param sdkURL The URL of a module beside which the SDK is installed.
 */
export function provideRuntimePackages(taskRoot: string, sdkURL: string, settings: Settings): void {
  const deployed = pathToFileURL(join(realpathOf(dirname(taskRoot)), '/')).href;
  const places = placesOf(settings, sdkURL);
  if (typeof module.registerHooks === 'function') {
    resolveInPlaces(places, settings.layers, deployed);
  } else {
    importFromPlaces(places);
  }
}

function placesOf({ layers, packagesOf }: Settings, sdkURL: string): readonly Place[] {
  const version = `node${process.env.AWS_EXECUTION_ENV?.match(/nodejs(\d+)/)?.[1] ?? ''}`;
  return [
    ...layers.toReversed().map((layer) => {
      const folder = pathToFileURL(join(realpathOf(layer), 'nodejs', '/')).href;
      return { parentURL: `${folder}${version}/index.js`, within: folder, provides: () => true };
    }),
    ...(packagesOf === undefined
      ? []
      : [
          {
            parentURL: pathToFileURL(join(packagesOf, 'index.js')).href,
            provides: () => true,
          },
        ]),
    { parentURL: sdkURL, provides: (specifier) => SDK_PACKAGE.test(specifier) },
  ];
}

function resolveInPlaces(
  places: readonly Place[],
  layers: readonly string[],
  deployed: string,
): void {
  const isDeployed = (url: string | undefined) => url?.startsWith(deployed) ?? false;
  // `require.resolve` calls the hook again.
  let searching = false;
  const search = <Found>(find: () => Found): Found => {
    searching = true;
    try {
      return find();
    } finally {
      searching = false;
    }
  };
  module.registerHooks({
    resolve(named, context, nextResolve) {
      const inLayer = layerModuleOf(named, layers);
      const required = context.conditions.includes('require');
      const specifier = inLayer && !required ? pathToFileURL(inLayer).href : (inLayer ?? named);
      const findIn = (place: Place) => {
        // `require` searches from the place of its module, whatever the context says.
        const found = required
          ? {
              url: pathToFileURL(module.createRequire(place.parentURL).resolve(specifier)).href,
              shortCircuit: true,
            }
          : nextResolve(specifier, { ...context, parentURL: place.parentURL });
        return found.url.startsWith(place.within ?? '') ? found : undefined;
      };
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
      if (searching || !PACKAGE.test(specifier)) throw failure;
      for (const place of places.filter((each) => each.provides(specifier))) {
        try {
          const found = search(() => findIn(place));
          if (found) return found;
        } catch {
          // It is not there. Try the next place.
        }
      }
      throw failure;
    },
  });
}

/**
 * For Node.js before 22.15. The hooks run in a separate thread, so they are passed as a module. They
 * see imports, but not the `require` calls of CommonJS.
 */
function importFromPlaces(places: readonly Place[]): void {
  const all = places.map(({ parentURL, within = '' }) => ({ parentURL, within }));
  const hooks = `export async function resolve(specifier, context, nextResolve) {
    try {
      return await nextResolve(specifier, context);
    } catch (error) {
      if (!${PACKAGE}.test(specifier)) throw error;
      const places = ${JSON.stringify(all)};
      if (!${SDK_PACKAGE}.test(specifier)) places.pop();
      for (const { parentURL, within } of places) {
        try {
          const found = await nextResolve(specifier, { ...context, parentURL });
          if (found.url.startsWith(within)) return found;
        } catch {}
      }
      throw error;
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
