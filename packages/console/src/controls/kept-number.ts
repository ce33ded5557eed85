/** A number that this browser keeps for the page. Undefined if there is none or storage is off. */
export function keptNumber(name: string): number | undefined {
  try {
    const text = localStorage.getItem(`console.${name}`);
    const value = text === null ? Number.NaN : Number(text);
    return Number.isFinite(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps a number in this browser. Without storage it does nothing. */
export function keepNumber(name: string, value: number): void {
  try {
    localStorage.setItem(`console.${name}`, String(value));
  } catch {
    // Storage can be full or switched off. The page works without it.
  }
}
