import type { Value } from './resource-graph.js';

/**
 * What stands for values that only AWS knows: the attributes of a resource that no service plays,
 * or what another stack exports. A backend deploys with them, and the start-up report names them.
 */
export type Placeholders = {
  /** Notes that a text stands for something, so that lists can be taken apart that it is in. */
  note(text: string): string;
  /** As {@link note}, and tells the developer. */
  warn(text: string, warning: string): string;
  /** Whether a value, or what it was taken apart from, stands for something. */
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

/** A text may be split at any delimiter. */
function lettersOf(text: string): string {
  return text.replace(/[^a-z0-9]/gi, '');
}
