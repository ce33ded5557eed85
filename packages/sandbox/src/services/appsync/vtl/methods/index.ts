import type { Budget } from '../budget.js';
import { isMap, MapEntry } from '../values.js';
import { LIST_METHODS } from './list.js';
import { ENTRY_METHODS, MAP_METHODS } from './map.js';
import { callFrom } from './method.js';
import { BOOLEAN_METHODS, NUMBER_METHODS } from './number.js';
import { TEXT_METHODS } from './text.js';

/**
 * Calls a Java method of a value. A method that the value does not have gives null, as in Velocity:
 * Amplify's own templates call some, such as `put` of a list.
 */
export function callMethod(
  receiver: unknown,
  name: string,
  args: readonly unknown[],
  budget: Budget,
): unknown {
  if (isMap(receiver)) return callFrom(MAP_METHODS, { receiver, budget }, name, args);
  if (Array.isArray(receiver)) return callFrom(LIST_METHODS, { receiver, budget }, name, args);
  if (typeof receiver === 'string') {
    return callFrom(TEXT_METHODS, { receiver, budget }, name, args);
  }
  if (typeof receiver === 'number') {
    return callFrom(NUMBER_METHODS, { receiver, budget }, name, args);
  }
  if (typeof receiver === 'boolean') {
    return callFrom(BOOLEAN_METHODS, { receiver, budget }, name, args);
  }
  if (receiver instanceof MapEntry) {
    return callFrom(ENTRY_METHODS, { receiver, budget }, name, args);
  }
  return null;
}
