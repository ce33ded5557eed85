import type { Lifeline } from './lifelines.ts';
import type { Sequence, Step } from './sequence.ts';

/** A diagram with the place of everything, in pixels. */
export type Layout = {
  readonly width: number;
  readonly height: number;
  /** The right edge of the times. */
  readonly gutter: number;
  readonly lifelines: readonly PlacedLifeline[];
  readonly bars: readonly Bar[];
  readonly arrows: readonly Arrow[];
};

export type PlacedLifeline = {
  readonly lifeline: Lifeline;
  readonly x: number;
  readonly label: string;
};

/** The time in which somebody works on a call. */
export type Bar = {
  readonly id: number;
  readonly x: number;
  readonly from: number;
  readonly to: number;
  readonly isFailure: boolean;
  readonly isRunning: boolean;
};

export type Arrow = {
  readonly step: Step;
  readonly y: number;
  readonly fromX: number;
  readonly toX: number;
  readonly label: string;
  readonly labelX: number;
  /** An arrow from somebody to itself. */
  readonly isLoop: boolean;
};

export const TOP = 42;
export const BAR = 12;
const GUTTER = 76;
const EDGE = 30;
const NARROWEST = 92;
const WIDEST = 230;
const STEP = 30;
const BELOW = 18;
/** The mean width of a character at 12 pixels. */
const CHARACTER = 6.4;
const BOLD_CHARACTER = 6.7;
const LOOP = 26;

/** Places a sequence. It has the given width, or more if it does not fit. */
export function layOut({ lifelines, steps }: Sequence, width: number): Layout {
  const columns = new Map(lifelines.map(({ id }, index) => [id, index]));
  const names = lifelines.map(({ label }) => Math.min(WIDEST, label.length * BOLD_CHARACTER));
  const gaps = gapsOf(names, steps, columns);
  const left = edgeOf(lifelines[0]);
  const right = edgeOf(lifelines.at(-1));
  const needed = GUTTER + left + right + gaps.reduce((sum, gap) => sum + gap, 0);
  const spare = gaps.length === 0 ? 0 : Math.max(0, width - needed) / gaps.length;
  let x = GUTTER + left;
  const places = lifelines.map((_, index) => {
    if (index > 0) x += (gaps[index - 1] ?? 0) + spare;
    return x;
  });
  const placeOf = (id: string) => places[columns.get(id) ?? 0] ?? 0;
  const arrows = steps.map((step, index) => arrowOf(step, TOP + 24 + index * STEP, placeOf));
  const bottom = TOP + 24 + Math.max(0, steps.length - 1) * STEP + BELOW;
  return {
    width: Math.max(width, needed),
    height: bottom + 6,
    gutter: GUTTER,
    lifelines: lifelines.map((lifeline, index) => ({
      lifeline,
      x: places[index] ?? 0,
      label: cutMiddle(
        lifeline.label,
        roomAround(index, places, names, [left, right]),
        BOLD_CHARACTER,
      ),
    })),
    bars: barsOf(arrows, bottom),
    arrows,
  };
}

/** The gaps between the lifelines. A gap is as wide as the longest label that spans only it, and as the names of its lifelines. */
function gapsOf(
  names: readonly number[],
  steps: readonly Step[],
  columns: ReadonlyMap<string, number>,
): readonly number[] {
  const gaps = names.slice(1).map((name, index) => {
    return Math.max(NARROWEST, (name + (names[index] ?? 0)) / 2 + 14);
  });
  for (const step of steps) {
    const from = columns.get(step.from) ?? 0;
    const to = columns.get(step.to) ?? 0;
    if (Math.abs(from - to) !== 1) continue;
    const at = Math.min(from, to);
    const wanted = step.label.length * CHARACTER + BAR * 2 + 16;
    gaps[at] = Math.min(WIDEST, Math.max(gaps[at] ?? 0, wanted));
  }
  return gaps;
}

function arrowOf(step: Step, y: number, placeOf: (id: string) => number): Arrow {
  const from = placeOf(step.from);
  const to = placeOf(step.to);
  const side = Math.sign(to - from);
  const isLoop = side === 0;
  const edge = BAR / 2;
  const fromX = isLoop ? from + edge : from + side * edge;
  const toX = isLoop ? to + edge : to - side * edge;
  const room = isLoop ? WIDEST : Math.abs(to - from) - BAR - 8;
  return {
    step,
    y,
    fromX,
    toX,
    isLoop,
    label: cutMiddle(step.label, room),
    labelX: isLoop ? from + LOOP + 8 : (from + to) / 2,
  };
}

function barsOf(arrows: readonly Arrow[], bottom: number): readonly Bar[] {
  return arrows.flatMap((call) => {
    if (call.step.kind !== 'call') return [];
    const { entry } = call.step;
    const back = arrows.find(({ step }) => step.kind === 'return' && step.entry.id === entry.id);
    const side = Math.sign(call.toX - call.fromX);
    return [
      {
        id: entry.id,
        x: (call.isLoop ? call.toX : call.toX + side * (BAR / 2)) - (call.isLoop ? BAR / 2 : 0),
        from: call.y - 8,
        to: back === undefined ? bottom : back.y + 6,
        isFailure: entry.state === 'failed' || entry.state === 'denied',
        isRunning: back === undefined,
      },
    ];
  });
}

/** The room beside the first and the last lifeline, for half of its name. */
function edgeOf(lifeline: Lifeline | undefined): number {
  const half = ((lifeline?.label.length ?? 0) * BOLD_CHARACTER) / 2 + 18;
  return Math.min(WIDEST / 2, Math.max(EDGE, half));
}

/** The room for the name of a lifeline, between the names beside it. */
function roomAround(
  index: number,
  places: readonly number[],
  names: readonly number[],
  edges: readonly [left: number, right: number],
): number {
  const here = places[index] ?? 0;
  const before = places[index - 1];
  const after = places[index + 1];
  const half = (at: number) => (names[at] ?? 0) / 2 + 6;
  const left = before === undefined ? edges[0] : here - before - half(index - 1);
  const right = after === undefined ? edges[1] : after - here - half(index + 1);
  return Math.min(left, right) * 2;
}

/** A text that fits into some pixels, cut in the middle. */
export function cutMiddle(text: string, room: number, character = CHARACTER): string {
  const most = Math.max(4, Math.floor(room / character));
  if (text.length <= most) return text;
  const end = Math.floor((most - 1) / 3);
  return `${text.slice(0, most - 1 - end)}…${text.slice(text.length - end)}`;
}
