import type { Properties, Value } from '../../assembly/resource-graph.js';
import { isProperties, objectOf, stringOf } from '../../assembly/template-values.js';
import { parsePath } from './event-path.js';

/** Converts an event of a rule to the input of a target. */
export type TargetInput = (event: Properties, occasion: Occasion) => string;

/** The values beside the event that a template can use. */
export type Occasion = {
  readonly rule: { readonly arn: string; readonly name: string };
  /** ISO 8601. */
  readonly ingestionTime: string;
};

const MAXIMUM_VARIABLES = 100;
const MAXIMUM_TEMPLATE_LENGTH = 8192;
const PLACEHOLDER = /<([\w.-]+)>/g;

/**
 * Reads `Input`, `InputPath` and `InputTransformer` of a rule's target. Without them, the input of
 * the target is the event.
 *
 * @throws {Error} When one of them is not valid. The message is that of EventBridge, if it has one.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 */
export function readTargetInput(target: Properties): TargetInput {
  const id = stringOf(target.Id) ?? '';
  const constant = stringOf(target.Input);
  const path = stringOf(target.InputPath);
  const transformer = isProperties(target.InputTransformer) ? target.InputTransformer : undefined;
  if ([constant, path, transformer].filter((given) => given !== undefined).length > 1) {
    throw new Error(
      `Only one of Input, InputPath, or InputTransformer must be provided for target ${id}`,
    );
  }
  if (constant !== undefined) {
    if (!isJson(constant)) throw new Error(`JSON syntax error in input for target ${id}`);
    return () => constant;
  }
  if (path !== undefined) {
    const read = parsePath(path);
    return (event) => JSON.stringify(read(event) ?? null);
  }
  return transformer ? readTransformer(transformer, id) : (event) => JSON.stringify(event);
}

const PREDEFINED: Readonly<Record<string, (event: Properties, occasion: Occasion) => Value>> = {
  'aws.events.rule-arn': (_, { rule }) => rule.arn,
  'aws.events.rule-name': (_, { rule }) => rule.name,
  'aws.events.event.ingestion-time': (_, { ingestionTime }) => ingestionTime,
  'aws.events.event.json': (event) => event,
  // AWS omits the detail, and renames `detail-type`.
  'aws.events.event': ({ detail: _, 'detail-type': detailType = null, ...event }) => ({
    ...event,
    detailType,
  }),
};

function readTransformer(transformer: Properties, targetId: string): TargetInput {
  const template = stringOf(transformer.InputTemplate);
  if (template === undefined || template === '' || template.length > MAXIMUM_TEMPLATE_LENGTH) {
    throw new Error(
      `InputTemplate for target ${targetId} must have 1 to ${MAXIMUM_TEMPLATE_LENGTH} characters`,
    );
  }
  const paths = Object.entries(objectOf(transformer.InputPathsMap));
  if (paths.length > MAXIMUM_VARIABLES) {
    throw new Error(
      `InputPathsMap for target ${targetId} has more than ${MAXIMUM_VARIABLES} variables`,
    );
  }
  const variables = new Map(Object.entries(PREDEFINED));
  for (const [name, path] of paths) {
    if (!/^(?!aws)[\w-]{1,256}$/i.test(name)) {
      throw new Error(`InputPathsMap for target ${targetId} contains invalid variable ${name}`);
    }
    const read = parsePath(String(path));
    variables.set(name, (event) => read(event) ?? '');
  }
  for (const [, name = ''] of template.matchAll(PLACEHOLDER)) {
    if (variables.has(name)) continue;
    throw new Error(`InputTemplate for target ${targetId} contains invalid placeholder ${name}`);
  }
  if (!isTemplate(template)) throw new Error(`Invalid InputTemplate for target ${targetId}`);
  return (event, occasion) =>
    fill(template, (name) => variables.get(name)?.(event, occasion) ?? null);
}

/**
 * Replaces variables with their values. Within quotes, a value becomes a part of the text, and
 * objects and lists have no quotes. Elsewhere a value is written as JSON.
 */
function fill(template: string, valueFor: (name: string) => Value): string {
  let isQuoted = false;
  return template.replace(/\\.|"|<([\w.-]+)>/gs, (part, name: string | undefined) => {
    if (part === '"') isQuoted = !isQuoted;
    if (name === undefined) return part;
    const value = valueFor(name);
    return isQuoted ? JSON.stringify(textOf(value)).slice(1, -1) : JSON.stringify(value);
  });
}

/** A value as JSON without its quotes: `{a:1,b:[c,d]}`. */
function textOf(value: Value): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return `[${value.map(textOf).join(',')}]`;
  if (!isProperties(value)) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, member]) => `${name}:${textOf(member)}`);
  return `{${members.join(',')}}`;
}

/** Whether a filled template is JSON, or lines of quoted texts. */
function isTemplate(template: string): boolean {
  const filled = fill(template, () => '').trim();
  return (
    isJson(filled) || filled.split(/\s*\n\s*/).every((line) => line.startsWith('"') && isJson(line))
  );
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
