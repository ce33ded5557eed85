import type { Value } from './resource-graph.js';

/**
 * Placeholders for values that only AWS knows: attributes of a resource that no service implements,
 * or exports of other stacks. The backend deploys with them, and the start-up report names them.
 */
export type Placeholders = {
  /** Records a text as a placeholder. Lists that contain the text can then still be split. */
  note(text: string): string;
  /** Like {@link note}, and also warns the developer. */
  warn(text: string, warning: string): string;
  /** Whether a value contains a placeholder or a part of one. */
  isIn(value: Value): boolean;
  readonly warnings: readonly string[];
};

export function createPlaceholders(): Placeholders {
  const noted = new Set<string>();
  const warnings = new Set<string>();
  const note = (text: string) => {
    noted.add(lettersOf(text));
    return text;
  };
  return {
    note,
    warn(text, warning) {
      warnings.add(warning);
      return note(text);
    },
    isIn(value) {
      const letters = lettersOf(JSON.stringify(value));
      return [...noted].some((each) => letters.includes(each));
    },
    get warnings() {
      return [...warnings];
    },
  };
}

/** A text may be split at any delimiter, so only letters and digits are compared. */
function lettersOf(text: string): string {
  return text.replace(/[^a-z0-9]/gi, '');
}
