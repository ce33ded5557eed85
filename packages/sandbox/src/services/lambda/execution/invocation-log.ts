/** What is kept of the log of one invocation, in characters. All of it is told as it comes. */
const keptCharacters = 1024 * 1024;

/** The log of one invocation, one entry a message. */
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
