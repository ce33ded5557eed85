export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Milliseconds of a piece of work. */
export type Cost = {
  readonly wall: number;
  /** Processor time of this process, with all that runs in it. */
  readonly processor: number;
};

async function costOf(work: () => Promise<unknown>): Promise<Cost> {
  const [begin, before] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(before);
  return { wall: performance.now() - begin, processor: (user + system) / 1000 };
}

function medianCost(costs: readonly Cost[]): Cost {
  return {
    wall: median(costs.map(({ wall }) => wall)),
    processor: median(costs.map(({ processor }) => processor)),
  };
}

/** The medians of one piece of work, after a first time that is not measured. */
export async function repeated(rounds: number, work: () => Promise<unknown>): Promise<Cost> {
  await work();
  const costs: Cost[] = [];
  for (let round = 0; round < rounds; round++) costs.push(await costOf(work));
  return medianCost(costs);
}

/**
 * The medians of pieces of work that take turns.
 *
 * @param onRound Called with the name of each piece of work after it was measured.
 */
export async function measured(
  rounds: { readonly warmUp: number; readonly measured: number },
  works: Readonly<Record<string, () => Promise<unknown>>>,
  onRound: (name: string) => void = () => {},
): Promise<ReadonlyMap<string, Cost>> {
  const costs = new Map<string, Cost[]>(Object.keys(works).map((name) => [name, []]));
  for (let round = -rounds.warmUp; round < rounds.measured; round++) {
    for (const [name, work] of Object.entries(works)) {
      const cost = await costOf(work);
      if (round < 0) continue;
      costs.get(name)?.push(cost);
      onRound(name);
    }
  }
  return new Map([...costs].map(([name, all]) => [name, medianCost(all)]));
}

/** Prints a table. Numbers are aligned to the right. */
export function printTable(title: string, rows: readonly (readonly (string | number)[])[]): void {
  const cells = rows.map((row) =>
    row.map((cell) => (typeof cell === 'number' ? numberText(cell) : cell)),
  );
  const widths = (cells[0] ?? []).map((_, column) =>
    Math.max(...cells.map((row) => row[column]?.length ?? 0)),
  );
  console.log(`\n${title}`);
  for (const row of cells) {
    console.log(
      `  ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join('   ')}`,
    );
  }
}

function numberText(value: number): string {
  return value < 999.5 ? value.toPrecision(3) : value.toFixed(0);
}
