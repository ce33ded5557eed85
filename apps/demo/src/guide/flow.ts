import { type ComponentType, createContext, useContext } from 'react';

export type FlowGroup = 'Sign up' | 'Sign in' | 'Data' | 'Functions';

/** One thing to try. */
export type Flow = {
  /** Its address: `/wrong-domain`. */
  readonly id: string;
  readonly group: FlowGroup;
  readonly title: string;
  /** What to do, and what to expect. */
  readonly lead: string;
  /** The inputs and the result. */
  readonly Try: ComponentType;
  readonly code: FlowCode;
  /** The command that copies the recipe into an app. */
  readonly command?: string;
  /** The requests, functions and schedules of the timeline that belong to the flow. */
  readonly watches: readonly string[];
};

/** Files, by their paths in the repository. */
export type FlowCode = {
  readonly wiring: readonly string[];
  readonly recipe: readonly string[];
  readonly test: readonly string[];
};

export type Guide = {
  readonly flow: Flow;
  /** Undefined in the last flow. */
  readonly next: Flow | undefined;
};

export const GuideContext = createContext<Guide | undefined>(undefined);

/** The flow that is shown, and the one after it. */
export function useGuide(): Guide {
  const guide = useContext(GuideContext);
  if (guide === undefined) throw new Error('The guide gives its flow with GuideContext.');
  return guide;
}
