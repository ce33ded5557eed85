import { defineFunction } from '@aws-amplify/backend';
import { Duration, Size, Stack } from 'aws-cdk-lib';
import {
  Architecture,
  Code,
  Function as LambdaFunction,
  LayerVersion,
  type Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { Schedule } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import type { Construct } from 'constructs';
import type { AmplifyFunction, Secret } from '../amplify-function.js';
import { type AmplifyFunctionInstance, configureFunction } from '../configure-function.js';
import { RecipeError } from '../recipe-error.js';
import { type Bundle, bundleFolder } from './bundle.js';
import type { CustomFunctionProps } from './custom-function-props.js';
import { layerArn, uniqueLayers } from './function-layers.js';
import { refuseInvalidOptions } from './function-limits.js';
import { loggingProps, refuseInvalidLogging } from './function-logging.js';
import { parseSchedules } from './function-schedule.js';

/** The code of a function, and how Lambda starts it. */
export type CustomFunction = {
  readonly name: string;
  readonly runtime: Runtime;
  /** The handler in the template. */
  readonly handler: string;
  readonly bundle: Omit<Bundle, 'functionName'>;
  /** Variables that the start of the function needs. */
  readonly variables?: Readonly<Record<string, string>>;
};

/**
 * Defines a function with all that Amplify gives functions in TypeScript. Amplify's own custom
 * functions have neither schedules nor layers nor the values of secrets, and `access` gives them
 * permissions but no names of resources.
 */
export function defineCustomFunction(
  fn: CustomFunction,
  props: CustomFunctionProps,
): AmplifyFunction {
  const { name } = fn;
  const { environment = {}, logging = {}, resourceGroupName, schedule = [] } = props;
  const { timeoutSeconds = 3 } = props;
  refuseInvalidOptions(name, props);
  refuseInvalidLogging(name, logging);
  const layers = uniqueLayers(name, props.layers ?? []);
  const schedules = parseSchedules(name, schedule, timeoutSeconds);

  const provide = (scope: Construct) => {
    const lambda = new LambdaFunction(scope, name, {
      runtime: fn.runtime,
      handler: fn.handler,
      code: Code.fromAsset(bundleFolder({ ...fn.bundle, functionName: name })),
      architecture: architectureOf(props),
      timeout: Duration.seconds(timeoutSeconds),
      memorySize: props.memoryMB ?? 512,
      ephemeralStorageSize: Size.mebibytes(props.ephemeralStorageSizeMB ?? 512),
      layers: layers.map((layer, index) =>
        LayerVersion.fromLayerVersionArn(
          scope,
          `${name}-layer-${index}`,
          layerArn(layer, Stack.of(scope)),
        ),
      ),
      ...loggingProps(scope, name, logging),
    });
    schedules.forEach(({ schedule, description }, index) => {
      new Schedule(lambda, `schedule-${index}`, {
        schedule,
        target: new LambdaInvoke(lambda),
        ...(description !== undefined && { description }),
      });
    });
    return lambda;
  };

  const provided = defineFunction(provide, resourceGroupName ? { resourceGroupName } : {});
  showOwnErrors(provided);
  return configureFunction(provided, (instance) => {
    for (const [variable, value] of Object.entries({ ...fn.variables, ...environment })) {
      instance.addEnvironment(variable, value);
    }
    passNamesOfResources(instance);
  });
}

function architectureOf({ architecture }: CustomFunctionProps): Architecture {
  return architecture === 'arm64' ? Architecture.ARM_64 : Architecture.X86_64;
}

/** Amplify hides each error behind one of its own, with another resolution. */
function showOwnErrors(fn: AmplifyFunction): void {
  const { getInstance } = fn;
  Object.assign(fn, {
    getInstance(props: Parameters<AmplifyFunction['getInstance']>[0]) {
      try {
        return getInstance.call(fn, props);
      } catch (error) {
        const cause = error instanceof Error ? error.cause : undefined;
        throw cause instanceof RecipeError ? cause : error;
      }
    },
  });
}

/**
 * `access` passes the names of resources as SSM parameters. Amplify adds them to the environment of
 * its own functions only, and of custom ones adds the secrets.
 */
function passNamesOfResources(instance: AmplifyFunctionInstance): void {
  const { getResourceAccessAcceptor } = instance;
  Object.assign(instance, {
    getResourceAccessAcceptor() {
      const { identifier, acceptResourceAccess } = getResourceAccessAcceptor();
      const accept: typeof acceptResourceAccess = (policy, entries) => {
        acceptResourceAccess(policy, entries);
        for (const { name, path } of entries) instance.addEnvironment(name, parameterAt(path));
      };
      return { identifier, acceptResourceAccess: accept };
    },
  });
}

/** A parameter that is read at the cold start, like a secret. */
function parameterAt(path: string): Secret {
  return {
    resolvePath: () => ({ branchSecretPath: path, sharedSecretPath: path }),
    resolve: () => {
      throw new TypeError(`The parameter ${path} is read by the function itself.`);
    },
  };
}
