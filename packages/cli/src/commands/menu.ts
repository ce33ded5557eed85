import { choose, confirm } from '../terminal/prompts.js';

const CHOICES = [
  { value: 'add', name: 'Copy recipes into this app' },
  { value: 'list', name: 'List the recipes' },
  { value: 'update', name: 'Update the copies' },
  { value: 'diff', name: 'Show the changes in the copies' },
  { value: 'sandbox', name: 'Run the backend on this machine' },
] as const;

/** Asks what to do, and returns the arguments of the command that does it. */
export async function chooseCommand(): Promise<string[]> {
  const command = await choose('Amplify Recipes: what do you want to do?', CHOICES);
  if (command !== 'add') return [command];
  const isWired = await confirm(
    'Also connect them in amplify/auth/resource.ts and amplify/backend.ts?',
  );
  return isWired ? ['add', '--wire'] : ['add'];
}
