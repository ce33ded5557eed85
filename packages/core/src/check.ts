import type { CognitoTriggerHandler } from './cognito-trigger-event.js';

const checks = new WeakSet<CognitoTriggerHandler>();

/** Marks a handler that only checks an event: it has no effects, and changes no event. */
export function markAsCheck<Checking extends CognitoTriggerHandler>(handler: Checking): Checking {
  checks.add(handler);
  return handler;
}

export function isCheck(handler: CognitoTriggerHandler): boolean {
  return checks.has(handler);
}
