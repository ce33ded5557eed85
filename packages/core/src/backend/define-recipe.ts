import { existsSync } from 'node:fs';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineFunction, type secret } from '@aws-amplify/backend';
import type { InferInput } from 'valibot';
import { environmentName, OptionsError, type OptionsSchema, optionsToEnv } from '../options.js';
import { RecipeError } from './recipe-error.js';

/** The options of Amplify's `defineFunction`, which its package does not export by name. */
export type FunctionProps = typeof defineFunction extends {
  (props?: infer Props): AmplifyFunction;
  (provider: infer _Provider, providerProps?: infer _ProviderProps): AmplifyFunction;
}
  ? NonNullable<Props>
  : never;

/** What Amplify's `defineFunction` returns. */
export type AmplifyFunction = ReturnType<typeof defineFunction>;

type Environment = NonNullable<FunctionProps['environment']>;

/** What Amplify's `secret()` returns. */
export type Secret = ReturnType<typeof secret>;

/** What a recipe's `resource.ts` says of it. */
export type RecipeDefinition<Schema extends OptionsSchema, SecretOption extends string = never> = {
  /** The recipe's name, which is the function's too unless `props.name` says otherwise. */
  readonly name: string;
  /** The schema of its options, the one that its handler gives to `optionsFromEnv`. */
  readonly options: Schema;
  /** The options that are secrets: given by Amplify's `secret()`, resolved at cold start. */
  readonly secrets?: readonly SecretOption[];
  /** `import.meta.url` of the `resource.ts`. The handler stands beside it. */
  readonly module: string;
  /** The handler's file name without its extension, where options decide. Default `handler`. */
  readonly handler?: (options: RecipeOptions<Schema, SecretOption>) => string;
  /**
   * What calls it. A Cognito trigger belongs in the resource group `auth`, and has 5 seconds.
   *
   * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html
   */
  readonly calledBy: 'cognito';
};

/** A recipe's options where it is defined: as in its schema, but secrets come from `secret()`. */
export type RecipeOptions<Schema extends OptionsSchema, SecretOption extends string = never> = [
  SecretOption,
] extends [never]
  ? InferInput<Schema>
  : Omit<InferInput<Schema>, SecretOption> & {
      [Key in Extract<keyof InferInput<Schema>, SecretOption>]: Secret;
    };

/** A recipe's `defineX`. */
export type DefineRecipeFunction<Options> = (
  options: Options,
  props?: FunctionProps,
) => AmplifyFunction;

/**
 * Makes the `defineX(options, props?)` of a recipe. What that returns is what Amplify's own
 * `defineFunction` returns, and `props` are the ones of `defineFunction`.
 *
 * @throws {RecipeError} By `defineX`, when the options or the props are not valid.
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
>(
  recipe: RecipeDefinition<Schema, SecretOption>,
): DefineRecipeFunction<RecipeOptions<Schema, SecretOption>> {
  return (options, props = {}) => {
    const name = props.name ?? recipe.name;
    const timeoutSeconds = props.timeoutSeconds ?? COGNITO_LIMIT_SECONDS;
    if (timeoutSeconds > COGNITO_LIMIT_SECONDS) {
      throw new RecipeError('InvalidTimeoutError', {
        message: `The function "${name}" has a timeout of ${timeoutSeconds} seconds, but Cognito waits 5 seconds for a trigger.`,
        resolution: 'Set timeoutSeconds to 5 or less, or leave it out.',
      });
    }
    return defineFunction({
      resourceGroupName: 'auth',
      entry: entryBeside(recipe.module, recipe.handler?.(options) ?? 'handler'),
      ...props,
      name,
      timeoutSeconds,
      environment: environmentOf(recipe, name, options as object, props),
    });
  };
}

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html */
const COGNITO_LIMIT_SECONDS = 5;

/** `handler.ts` beside a copied `resource.ts`, `handler.js` beside a published `resource.js`. */
function entryBeside(module: string, handler: string): string {
  const resource = fileURLToPath(module);
  const entry = fileURLToPath(new URL(`./${handler}${extname(resource)}`, module));
  if (!existsSync(entry)) {
    throw new RecipeError('MissingHandlerError', {
      message: `There is no ${entry} beside ${resource}.`,
      resolution: 'Copy the whole folder of the recipe, or install its package again.',
    });
  }
  return entry;
}

function environmentOf<Schema extends OptionsSchema, SecretOption extends string>(
  recipe: RecipeDefinition<Schema, SecretOption>,
  name: string,
  options: object,
  props: FunctionProps,
): Environment {
  const secrets: Record<string, Secret> = {};
  const plain: Record<string, unknown> = { ...options };
  for (const option of recipe.secrets ?? []) {
    const value = plain[option];
    if (value === undefined) continue;
    if (typeof value !== 'object' || value === null || !('resolvePath' in value)) {
      throw new RecipeError('PlainSecretError', {
        message: `The option "${option}" of "${name}" is a secret, and was given as plain text, which everyone who sees the template could read.`,
        resolution: `Give it as ${option}: secret('NAME'), with "secret" from @aws-amplify/backend, and set the value with "npx ampx sandbox secret set NAME".`,
      });
    }
    secrets[environmentName(option)] = value as Secret;
    plain[option] = SECRET_STAND_IN;
  }
  const environment: Environment = {
    ...optionsAsEnvironment(recipe.options, name, plain),
    ...secrets,
  };
  for (const [variable, value] of Object.entries(props.environment ?? {})) {
    if (variable in environment) {
      throw new RecipeError('EnvironmentConflictError', {
        message: `The environment variable ${variable} of "${name}" is set by the recipe's options and by props.environment.`,
        resolution: `Take ${variable} out of props.environment and set the option instead.`,
      });
    }
    environment[variable] = value;
  }
  return environment;
}

/** Stands for a secret while the other options are validated: its value is not known at synth. */
const SECRET_STAND_IN = 'resolved-at-cold-start';

function optionsAsEnvironment(
  schema: OptionsSchema,
  name: string,
  options: unknown,
): Record<string, string> {
  try {
    return optionsToEnv(schema, options);
  } catch (error) {
    if (!(error instanceof OptionsError)) throw error;
    throw new RecipeError('InvalidRecipeOptionsError', {
      message: `The options of "${name}" are not valid.\n${error.problems.join('\n')}`,
      resolution: `Correct them where "${name}" is defined. Its README lists every option.`,
    });
  }
}
