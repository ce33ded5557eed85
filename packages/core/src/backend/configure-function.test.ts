import { expect, it, vi } from 'vitest';
import type { AmplifyFunction } from './define-recipe.js';
import { configureFunction } from './index.js';

type Props = Parameters<AmplifyFunction['getInstance']>[0];

/** A function as Amplify defines it: its instance is made when it is first asked for. */
function amplifyFunction() {
  const instance = { resources: {}, stack: {}, addEnvironment: vi.fn() };
  const fn = { provides: 'FunctionResources', made: 0, getInstance };
  function getInstance(this: typeof fn) {
    this.made += 1;
    return instance;
  }
  return { fn: fn as unknown as AmplifyFunction & typeof fn, instance };
}

it('configures a function once, when Amplify makes it, however often it is asked for', () => {
  const { fn, instance } = amplifyFunction();
  const configure = vi.fn();
  const configured = configureFunction(fn, configure);
  expect(configure).not.toHaveBeenCalled();
  expect(configured.getInstance({} as Props)).toBe(instance);
  expect(configured.getInstance({} as Props)).toBe(instance);
  expect(configure).toHaveBeenCalledExactlyOnceWith(instance);
  expect(fn.made).toBe(2);
});

it('leaves it the function that it is', () => {
  const { fn } = amplifyFunction();
  expect(configureFunction(fn, () => {})).toBe(fn);
  expect(fn).toMatchObject({ provides: 'FunctionResources' });
});

it('configures it in the order in which it is told to', () => {
  const { fn } = amplifyFunction();
  const order: number[] = [];
  configureFunction(fn, () => order.push(1));
  configureFunction(fn, () => order.push(2));
  fn.getInstance({} as Props);
  expect(order).toEqual([1, 2]);
});
