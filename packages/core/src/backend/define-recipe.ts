import { existsSync } from 'node:fs';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineFunction } from '@aws-amplify/backend';
import type { InferInput } from 'valibot';
import { environmentName, OptionsError, type OptionsSchema, optionsToEnv } from '../options.js';
import type { AmplifyFunction, FunctionProps, Secret } from './amplify-function.js';
import { uniqueLayers } from './custom-functions/function-layers.js';
import { refuseInvalidLogging } from './custom-functions/function-logging.js';
import { refuseTooLarge } from './environment-size.js';
import { RecipeError } from './recipe-error.js';

type Environment = NonNullable<FunctionProps['environment']>;

/** The options of Amplify's `defineFunction` without `entry`, which the recipe sets. */
export type RecipeProps = Omit<FunctionProps, 'entry'>;

/** The options of a recipe's `defineX`: those of its schema, with secrets from `secret()`. */
export type RecipeOptions<Schema extends OptionsSchema, SecretOption extends string = never> = [
  SecretOption,
] extends [never]
  ? InferInput<Schema>
  : Omit<InferInput<Schema>, SecretOption> & {
      [Option in Extract<keyof InferInput<Schema>, SecretOption>]: Secret;
    };

/** The definition of a recipe in its `resource.ts`. */
export type Recipe<Schema extends OptionsSchema, SecretOption extends string = never> = {
  /** The recipe's name. It is also the default of the function's name. */
  readonly name: string;
  /** The schema of its options, which its handler passes to `optionsFromEnv`. */
  readonly options: Schema;
  /** The options that are secrets. Users pass them with Amplify's `secret()`. */
  readonly secrets?: readonly SecretOption[];
  /** `import.meta.url` of the `resource.ts`. The handler is in the same folder. */
  readonly module: string;
  /** Returns the handler's file name without its extension, if it depends on the options. */
  readonly handler?: (options: RecipeOptions<Schema, SecretOption>) => string;
  /**
   * The caller of the function. Cognito waits 5 seconds for a trigger. Its triggers belong in the
   * resource group of the user pool, `auth`: otherwise the two nested stacks depend on each other.
   *
   * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html
   */
  readonly calledBy: 'cognito';
};

/** The `defineX` function of a recipe. */
export type DefineRecipeFunction<Options> = (
  options: Options,
  props?: RecipeProps,
) => AmplifyFunction;

const CALLERS = {
  cognito: { resourceGroupName: 'auth', timeoutSeconds: 5 },
} as const;

/**
 * Creates the `defineX(options, props?)` function of a recipe. `defineX` returns the result of
 * Amplify's `defineFunction`, and `props` are the options of `defineFunction`.
 *
 * @throws {RecipeError} From `defineX`, when the options or the props are not valid.
 * @example
 * export const defineAddToGroup = defineRecipe({
 *   name: 'add-to-group',
 *   options: AddToGroupOptions,
 *   module: import.meta.url,
 *   calledBy: 'cognito',
 * });
 */
export function defineRecipe<
  const Schema extends OptionsSchema,
  const SecretOption extends string = never,
>(recipe: Recipe<Schema, SecretOption>): DefineRecipeFunction<RecipeOptions<Schema, SecretOption>> {
  const { resourceGroupName, timeoutSeconds: limit } = CALLERS[recipe.calledBy];
  return (options, props = {}) => {
    const { name = recipe.name, timeoutSeconds = limit } = props;
    if (timeoutSeconds > limit) {
      throw new RecipeError('InvalidTimeoutError', {
        message: `The function "${name}" has a timeout of ${timeoutSeconds} seconds, but Cognito waits ${limit} seconds for a trigger.`,
        resolution: `Set timeoutSeconds to ${limit} or less, or leave it out.`,
      });
    }
    // Amplify refuses these only when it creates the function, and names the construct alone.
    refuseInvalidLogging(name, props.logging ?? {});
    uniqueLayers(name, Object.values(props.layers ?? {}));
    const environment = environmentOf(recipe, name, options, props);
    return defineFunction({
      resourceGroupName,
      ...props,
      name,
      timeoutSeconds,
      environment,
      entry: entryOf(recipe.module, recipe.handler?.(options) ?? 'handler'),
    });
  };
}

/** `handler.ts` beside a copied `resource.ts`, `handler.js` beside a published `resource.js`. */
function entryOf(module: string, handler: string): string {
  const resource = fileURLToPath(module);
  const entry = fileURLToPath(new URL(`./${handler}${extname(resource)}`, module));
  if (!existsSync(entry)) {
    throw new RecipeError('MissingHandlerError', {
      message: `The handler ${entry} does not exist beside ${resource}.`,
      resolution: 'Copy the whole folder of the recipe, or install its package again.',
    });
  }
  return entry;
}

/** Replaces a secret when the options are validated: its value is not known at synthesis. */
const SECRET_STAND_IN = 'resolved-at-cold-start'.padEnd(64, '-');

function environmentOf<Schema extends OptionsSchema, SecretOption extends string>(
  { options: schema, secrets: secretOptions = [] }: Recipe<Schema, SecretOption>,
  name: string,
  options: RecipeOptions<Schema, SecretOption>,
  props: RecipeProps,
): Environment {
  const given: Record<string, unknown> = { ...(options as object) };
  const secrets: Environment = {};
  for (const option of secretOptions) {
    const value = given[option];
    if (value === undefined) continue;
    if (!isSecret(value)) {
      throw new RecipeError('PlainSecretError', {
        message: `The option "${option}" of "${name}" is a secret, but its value is plain text, which everyone with access to the template could read.`,
        resolution: `Pass ${option}: secret('NAME'), with "secret" from @aws-amplify/backend, and set its value. For a sandbox, run "npx ampx sandbox secret set NAME".`,
      });
    }
    secrets[environmentName(option)] = value;
    given[option] = SECRET_STAND_IN;
  }
  const environment: Environment = { ...optionsAsText(schema, name, given), ...secrets };
  for (const [variable, value] of Object.entries(props.environment ?? {})) {
    if (variable in environment) {
      throw new RecipeError('EnvironmentConflictError', {
        message: `The environment variable ${variable} of "${name}" is set twice: by the recipe's options and in props.environment.`,
        resolution: `Remove ${variable} from props.environment and set it with the options.`,
      });
    }
    environment[variable] = value;
  }
  refuseTooLarge(
    name,
    environment,
    'Shorten its options, or write your own handler that calls the recipe with them.',
  );
  return environment;
}

function isSecret(value: unknown): value is Secret {
  return typeof value === 'object' && value !== null && 'resolvePath' in value;
}

function optionsAsText(schema: OptionsSchema, name: string, options: unknown): Environment {
  try {
    return optionsToEnv(schema, options);
  } catch (error) {
    if (!(error instanceof OptionsError)) throw error;
    throw new RecipeError('InvalidRecipeOptionsError', {
      message: `The options of "${name}" are not valid.\n${error.problems.join('\n')}`,
      resolution: `Fix them where "${name}" is defined. The recipe's README lists its options.`,
    });
  }
}
