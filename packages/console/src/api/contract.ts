import type { Invocation } from '@amplify-recipes/sandbox';

export type {
  FunctionDetails,
  FunctionRow,
  Invocation,
  LiveMessage,
  OutboxMessage,
  Overview,
  ScheduleSummary,
  TimelineDenial,
  TimelineDetails,
  TimelineEntry,
} from '@amplify-recipes/sandbox';

/** The answer of `functions/invoke`: the new entry of the timeline, and what the function did. */
export type InvokeResult = { readonly entry: number; readonly invocation: Invocation };
