const KEPT_CAUSES = 20_000;

/**
 * The entries that wrote records, sent messages or started invocations, by the id of what they
 * caused. It forgets the oldest of 20,000.
 */
export type Causes = {
  /** @param entry Undefined when nothing is known to have caused it. */
  remember(key: string, entry: number | undefined): void;
  find(key: string): number | undefined;
};

export function createCauses(): Causes {
  const entries = new Map<string, number>();
  return {
    remember(key, entry) {
      if (entry === undefined) return;
      entries.delete(key);
      entries.set(key, entry);
      if (entries.size <= KEPT_CAUSES) return;
      const [oldest] = entries.keys();
      if (oldest !== undefined) entries.delete(oldest);
    },
    find: (key) => entries.get(key),
  };
}
