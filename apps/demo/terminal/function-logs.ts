import type { SandboxEvent } from '@amplify-recipes/sandbox';
import colors from 'picocolors';

type LogEntry = Extract<SandboxEvent, { type: 'log' }>;

/** The order in which `ampx sandbox` gives functions their colours. */
const COLORS = [colors.green, colors.yellow, colors.blue, colors.magenta, colors.cyan] as const;

/** Writes what functions log as `ampx sandbox` does: time, function in its colour, message. */
export function createLogFormat(): (entry: LogEntry) => string {
  const colorOf = new Map<string, (text: string) => string>();
  return ({ function: name, at, message }) => {
    const color = colorOf.get(name) ?? COLORS[colorOf.size % COLORS.length] ?? colors.green;
    colorOf.set(name, color);
    return `${colors.gray(at.toLocaleTimeString())} [${color(name)}] ${message.trim()}`;
  };
}
