/**
 * The maximum length of the log that is kept for an invocation, in characters. `onLog` gets all of
 * it.
 */
const keptCharacters = 1024 * 1024;

/** The log of one invocation, one entry per message. */
export class InvocationLog {
  readonly entries: string[] = [];
  #kept = 0;

  add(entry: string): void {
    if (this.#kept > keptCharacters) return;
    this.#kept += entry.length + 1;
    this.entries.push(
      this.#kept > keptCharacters ? '(the rest of the log of this invocation is not kept)' : entry,
    );
  }
}
