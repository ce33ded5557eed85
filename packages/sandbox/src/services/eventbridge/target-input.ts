import type { Properties, Value } from '../../assembly/resource-graph.js';
import { isProperties, objectOf, stringOf } from '../../assembly/template-values.js';

/** What an event of a rule is made into for a target. */
export type TargetInput = (
  event: Properties,
  rule: { readonly arn: string; readonly name: string },
) => string;

/**
 * Reads `Input`, `InputPath` and `InputTransformer` of a rule's target. Without them, the target
 * gets the event.
 *
 * @throws {Error} With what is wrong with it.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 */
export function readTargetInput(target: Properties): TargetInput {
  const constant = stringOf(target.Input);
  if (constant !== undefined) return () => constant;
  const path = stringOf(target.InputPath);
  if (path !== undefined) {
    const read = parsePath(path);
    return (event) => JSON.stringify(read(event) ?? null);
  }
  return isProperties(target.InputTransformer)
    ? readTransformer(target.InputTransformer)
    : (event) => JSON.stringify(event);
}

function readTransformer(transformer: Properties): TargetInput {
  const template = stringOf(transformer.InputTemplate) ?? '';
  const paths = new Map(
    Object.entries(objectOf(transformer.InputPathsMap)).map(([name, path]) => [
      name,
      parsePath(String(path)),
    ]),
  );
  return (event, rule) => {
    const known = new Map<string, Value>([
      ['aws.events.rule-arn', rule.arn],
      ['aws.events.rule-name', rule.name],
      ['aws.events.event', event],
      ['aws.events.event.json', event],
      ['aws.events.event.ingestion-time', event.time ?? null],
    ]);
    // Within a string of the template, a value is a part of it; elsewhere it stands as JSON.
    let isQuoted = false;
    return template.replace(/\\.|"|<([\w.-]+)>/gs, (part, name: string | undefined) => {
      if (part === '"') isQuoted = !isQuoted;
      if (name === undefined || (!known.has(name) && !paths.has(name))) return part;
      const value = known.get(name) ?? paths.get(name)?.(event);
      if (!isQuoted) return JSON.stringify(value ?? null);
      const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
      return JSON.stringify(text).slice(1, -1);
    });
  };
}

type Read = (event: Value) => Value | undefined;

/** A path of names and places in lists: `$.detail.items[0].id`. */
function parsePath(path: string): Read {
  if (!/^\$(\.[\w-]+|\[\d+\])*$/.test(path)) {
    throw new Error(`its path ${path} is not one that the sandbox reads`);
  }
  const steps = path.match(/[\w-]+/g) ?? [];
  return (event) =>
    steps.reduce<Value | undefined>((value, step) => {
      if (Array.isArray(value)) return value[Number(step)];
      return isProperties(value) && Object.hasOwn(value, step) ? value[step] : undefined;
    }, event);
}
