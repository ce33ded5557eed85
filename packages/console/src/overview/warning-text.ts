/** A part of a warning: words, or a command to copy. */
export type WarningPart = { readonly kind: 'words' | 'command'; readonly text: string };

const COMMAND = /((?:npx|pnpm|yarn|npm) (?:[\w@./:=-]+ ?)*[\w@./:=-]*[\w@/=-])/g;

/** Finds the commands in a warning, so that they can be copied. */
export function warningParts(warning: string): readonly WarningPart[] {
  return warning
    .split(COMMAND)
    .map((text, index): WarningPart => ({ kind: index % 2 === 0 ? 'words' : 'command', text }))
    .filter(({ text }) => text !== '');
}
