import type { Recipe } from '../recipes/catalogue.js';

/** Whether somebody can answer a question. */
export const isInteractive = () => process.stdin.isTTY === true && process.stdout.isTTY === true;

/** Asks a question with the answers yes and no. Enter alone means no. */
export async function confirm(message: string): Promise<boolean> {
  const { default: ask } = await import('@inquirer/confirm');
  return ask({ message, default: false });
}

/** Asks for recipes, and returns their names. */
export async function chooseRecipes(catalogue: readonly Recipe[]): Promise<string[]> {
  const { default: ask } = await import('@inquirer/checkbox');
  return ask({
    message: 'Which recipes?',
    required: true,
    choices: catalogue.map(({ name, trigger, sentence }) => ({
      value: name,
      name: `${name} (${trigger})`,
      description: sentence,
    })),
  });
}

/** Asks for one of several values. */
export async function choose<const Value extends string>(
  message: string,
  choices: readonly { readonly value: Value; readonly name: string }[],
): Promise<Value> {
  const { default: ask } = await import('@inquirer/select');
  return ask<Value>({ message, choices: [...choices] });
}
