type Event = {
  readonly typeName?: string;
  readonly luck?: number;
  readonly fieldName?: string;
  readonly arguments?: Readonly<Record<string, unknown>>;
  readonly prev?: { readonly result?: unknown };
};

/** One result for each event. The batches with the people 3 and 5 go wrong. */
function batch(events: readonly Event[]): readonly unknown[] {
  const ids = events.map(({ luck }) => luck);
  if (ids.includes(3)) throw new Error('no luck');
  if (ids.includes(5)) return ['too short'];
  return events.map((_, index) => `${index + 1} of ${events.length}`);
}

/** Answers the custom operations whose handler is a function. */
export const handler = async (event: Event | readonly Event[]): Promise<unknown> => {
  // A batch of the direct Lambda resolver of the second API.
  if (Array.isArray(event)) return batch(event);
  const { fieldName = '', arguments: args = {}, prev } = event as Event;
  switch (fieldName) {
    case 'echo':
      return { ...event };
    case 'add':
      return Number(args.a) + Number(args.b);
    case 'describe':
      return { title: args.title, mood: args.mood, spot: { name: 'here', lat: 1.5 }, extra: 1 };
    case 'chained':
      return { ...(prev?.result as object), count: Object.keys(prev?.result ?? {}).length + 1 };
    case 'fails':
      throw new Error('The function has no answer.');
    case 'failsWithName':
      throw new RangeError('out of range');
    case 'loops':
      for (;;);
    case 'wrongType':
      return 'not a number';
    case 'nothing':
      return null;
    case 'listed':
      return [1, null, 'three', 4];
    case 'later':
      return 'nobody reads this';
    default:
      return { fieldName };
  }
};
