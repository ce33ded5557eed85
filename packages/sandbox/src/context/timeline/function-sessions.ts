/** The functions that act in requests: their role's session has the function's physical name. */
export type FunctionSessions = {
  /** @param names The developer's names, by physical name. */
  deploy(names: ReadonlyMap<string, string>): void;
  /** @returns A function that reports the end of the invocation. */
  started(physicalName: string, entry: number): () => void;
  find(physicalName: string): FunctionSession | undefined;
};

export type FunctionSession = {
  /** The developer's name. */
  readonly name: string;
  /** The running invocation. Undefined when none runs, or several do. */
  readonly entry: number | undefined;
};

export function createFunctionSessions(): FunctionSessions {
  const running = new Map<string, Set<number>>();
  let names: ReadonlyMap<string, string> = new Map();
  return {
    deploy(deployed) {
      names = deployed;
    },
    started(physicalName, entry) {
      const entries = running.get(physicalName) ?? new Set();
      running.set(physicalName, entries.add(entry));
      return () => {
        entries.delete(entry);
        if (entries.size === 0) running.delete(physicalName);
      };
    },
    find(physicalName) {
      const name = names.get(physicalName);
      if (name === undefined) return undefined;
      const [entry, ...others] = running.get(physicalName) ?? [];
      return { name, entry: others.length === 0 ? entry : undefined };
    },
  };
}
