import type { TimelineDetails, TimelineEntry } from '../src/api/contract.ts';
import { createTodo, deniedReport, refusedSignUp, type Step, signUp } from './flow-steps.ts';

/** An entry of a made flow, and what it holds. */
export type MadeEntry = { readonly entry: TimelineEntry; readonly details: TimelineDetails };

const users = ['ada@example.com', 'grace@example.com', 'edsger@example.com', 'barbara@example.com'];

/** The kinds of flows in turn, as many as asked for. The same every time. */
function steps(number: number): readonly Step[] {
  const user = users[number % users.length] ?? 'ada@example.com';
  const kinds = [
    () => signUp(user),
    () => refusedSignUp('eve@evilexample.com'),
    () => createTodo(user),
    () => createTodo(user),
    () => deniedReport(),
  ];
  return kinds[number % kinds.length]?.() ?? [];
}

/** One flow: the number chooses its kind and its user. */
export function makeFlow(number: number, firstId: number, startsAt: number): readonly MadeEntry[] {
  return steps(number).map(({ after, cause, details, ...fields }, index) => {
    const entry: TimelineEntry = {
      kind: 'request',
      service: 'cognito-idp',
      name: 'SignUp',
      from: 'browser',
      state: 'succeeded',
      ...fields,
      id: firstId + index,
      flow: firstId,
      at: new Date(startsAt + after).toISOString(),
      ...(cause === undefined ? {} : { parent: firstId + cause }),
    };
    return { entry, details: { ...details, entry } };
  });
}

/** Flows with at least as many entries as asked for. They end at `until`, one each 7 seconds. */
export function makeTimeline(count: number, until: number): readonly MadeEntry[] {
  const made: MadeEntry[] = [];
  const flows = Math.ceil(count / 3);
  for (let number = 0; made.length < count; number += 1) {
    made.push(...makeFlow(number, made.length + 1, until - (flows - number) * 7000));
  }
  return made;
}
