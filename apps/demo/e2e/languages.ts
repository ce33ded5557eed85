import { spawnSync } from 'node:child_process';

const COMMANDS = {
  Python: { file: 'python3', arguments: ['--version'] },
  Go: { file: 'go', arguments: ['version'] },
} as const;

/** Whether functions in a language run on this machine. In CI they must. */
export function runsHere(language: keyof typeof COMMANDS): boolean {
  const command = COMMANDS[language];
  if (process.env.CI || spawnSync(command.file, command.arguments).status === 0) return true;
  console.warn(`The tests of the function in ${language} are skipped: it is not installed.`);
  return false;
}
