import type { TimelineEntry } from '../api/contract.ts';
import { durationText } from '../controls/clock.ts';
import { calledIn, callerIn, type Lifeline } from './lifelines.ts';

/** An arrow of the diagram, in the order in which it happened. */
export type Step = {
  readonly kind: 'call' | 'return' | 'send';
  readonly entry: TimelineEntry;
  readonly from: string;
  readonly to: string;
  readonly label: string;
  /** Milliseconds since the start of the flow. */
  readonly at: number;
  readonly isFailure: boolean;
};

/** A flow as a sequence diagram, without places and sizes. */
export type Sequence = {
  readonly lifelines: readonly Lifeline[];
  readonly steps: readonly Step[];
};

type Span = {
  readonly entry: TimelineEntry;
  readonly caller: Lifeline;
  readonly called: Lifeline;
  readonly start: number;
  readonly end: number | undefined;
};

/**
 * Draws a flow: who called whom, in the order of time.
 *
 * @param entries The entries of one flow, in the order of their ids.
 * @param notes What the answers say beside the outcome, by the id of the entry.
 */
export function sequenceOf(
  entries: readonly TimelineEntry[],
  notes: ReadonlyMap<number, string> = new Map(),
): Sequence {
  const [first] = entries;
  if (first === undefined) return { lifelines: [], steps: [] };
  const started = Date.parse(first.at);
  const functions = new Set(entries.flatMap((entry) => entry.function ?? []));
  const spans = entries.map((entry): Span => {
    const start = Date.parse(entry.at) - started;
    return {
      entry,
      caller: callerIn(entry, functions),
      called: calledIn(entry),
      start,
      end: entry.durationMs === undefined ? undefined : start + entry.durationMs,
    };
  });
  return { lifelines: lifelinesOf(spans), steps: stepsOf(spans, notes) };
}

function lifelinesOf(spans: readonly Span[]): readonly Lifeline[] {
  const lifelines = new Map<string, Lifeline>();
  for (const { caller, called } of spans) {
    lifelines.set(caller.id, lifelines.get(caller.id) ?? caller);
    lifelines.set(called.id, lifelines.get(called.id) ?? called);
  }
  const all = [...lifelines.values()];
  return [
    ...all.filter(({ kind }) => kind !== 'outbox'),
    ...all.filter(({ kind }) => kind === 'outbox'),
  ];
}

function stepsOf(spans: readonly Span[], notes: ReadonlyMap<number, string>): readonly Step[] {
  const steps: { readonly step: Step; readonly order: number }[] = [];
  const ordered = orderOf(spans);
  for (const span of spans) {
    const { entry, caller, called, start } = span;
    const place = ordered.get(entry.id) ?? { start: 0, end: 0, endsAt: undefined };
    const isFailure = entry.state === 'failed' || entry.state === 'denied';
    const call = { entry, from: caller.id, to: called.id, label: callLabel(entry), at: start };
    const isSend = entry.kind === 'message';
    steps.push({
      step: { ...call, kind: isSend ? 'send' : 'call', isFailure: isSend && isFailure },
      order: place.start,
    });
    if (isSend || place.endsAt === undefined) continue;
    const label = returnLabel(entry, notes.get(entry.id));
    const back = { entry, from: called.id, to: caller.id, label, at: place.endsAt, isFailure };
    steps.push({ step: { ...back, kind: 'return' }, order: place.end });
  }
  return steps
    .sort((a, b) => Math.floor(a.step.at) - Math.floor(b.step.at) || a.order - b.order)
    .map(({ step }) => step);
}

type Order = { readonly start: number; readonly end: number; readonly endsAt: number | undefined };

/** Starts have whole milliseconds: an answer can seem to be later than that of its caller. */
const CLOCK_ERROR = 2;

/** What comes first at the same time: a call, what it causes, its answer. */
function orderOf(spans: readonly Span[]): ReadonlyMap<number, Order> {
  const byId = new Map(spans.map((span) => [span.entry.id, span]));
  const children = new Map<number | undefined, Span[]>();
  for (const span of spans) {
    const { parent } = span.entry;
    const cause =
      parent !== undefined && parent < span.entry.id && byId.has(parent) ? parent : undefined;
    children.set(cause, [...(children.get(cause) ?? []), span]);
  }
  const order = new Map<number, Order>();
  let next = 0;
  function visit(span: Span, latest: number) {
    const start = next++;
    const end = span.end;
    const isWithin = end !== undefined && end > latest && end <= latest + CLOCK_ERROR;
    const endsAt = isWithin ? Math.max(span.start, latest) : end;
    for (const child of children.get(span.entry.id) ?? []) {
      visit(child, endsAt ?? Number.POSITIVE_INFINITY);
    }
    order.set(span.entry.id, { start, end: next++, endsAt });
  }
  for (const root of children.get(undefined) ?? []) visit(root, Number.POSITIVE_INFINITY);
  return order;
}

function callLabel(entry: TimelineEntry): string {
  if (entry.kind === 'message') return entry.detail ?? entry.name;
  if (entry.kind === 'invocation' || entry.kind === 'batch') {
    const label = entry.detail ?? 'invoke';
    return (entry.attempt ?? 1) > 1 ? `${label}, attempt ${entry.attempt}` : label;
  }
  return entry.detail === undefined || entry.kind === 'request'
    ? entry.name
    : `${entry.name}, ${entry.detail}`;
}

function returnLabel(entry: TimelineEntry, note: string | undefined): string {
  const outcome = entry.state === 'succeeded' ? (note ?? entry.outcome) : entry.outcome;
  return [outcome, entry.durationMs === undefined ? undefined : durationText(entry.durationMs)]
    .filter(Boolean)
    .join(', ');
}
