import { expect, it, vi } from 'vitest';
import type { AmplifyFunction } from './amplify-function.js';
import { configureFunction } from './index.js';

type Props = Parameters<AmplifyFunction['getInstance']>[0];

/** A function as Amplify defines it: the first call of getInstance creates the instance. */
function amplifyFunction() {
  const instance = { resources: {}, stack: {}, addEnvironment: vi.fn() };
  const fn = { provides: 'FunctionResources', made: 0, getInstance };
  function getInstance(this: typeof fn) {
    this.made += 1;
    return instance;
  }
  return { fn: fn as unknown as AmplifyFunction & typeof fn, instance };
}

it('configures a function once, when Amplify creates it, however often getInstance is called', () => {
  const { fn, instance } = amplifyFunction();
  const configure = vi.fn();
  const configured = configureFunction(fn, configure);
  expect(configure).not.toHaveBeenCalled();
  expect(configured.getInstance({} as Props)).toBe(instance);
  expect(configured.getInstance({} as Props)).toBe(instance);
  expect(configure).toHaveBeenCalledExactlyOnceWith(instance);
  expect(fn.made).toBe(2);
});

it('returns the same function', () => {
  const { fn } = amplifyFunction();
  expect(configureFunction(fn, () => {})).toBe(fn);
  expect(fn).toMatchObject({ provides: 'FunctionResources' });
});

it('runs the callbacks in the order of the calls', () => {
  const { fn } = amplifyFunction();
  const order: number[] = [];
  configureFunction(fn, () => order.push(1));
  configureFunction(fn, () => order.push(2));
  fn.getInstance({} as Props);
  expect(order).toEqual([1, 2]);
});
