import type { CfnEventSourceMapping, CfnFunction } from 'aws-cdk-lib/aws-lambda';
import type { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { RecipeError } from '../backend/recipe-error.js';
import { type Mistake, placeOf, templateProperties } from './mistake.js';

/** Seconds that Lambda and SQS use without a value in the template. */
const DEFAULTS = { timeout: 3, visibilityTimeout: 30 };

/**
 * Finds queues whose messages become visible again while the function may still handle them. Lambda
 * refuses to connect them.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
 */
export function shortQueues(
  mapping: CfnEventSourceMapping,
  { functions, queues }: { functions: readonly CfnFunction[]; queues: readonly CfnQueue[] },
): readonly Mistake[] {
  const { EventSourceArn, FunctionName } = templateProperties(mapping);
  const queue = queues.find((each) => refersTo(EventSourceArn, idOf(each)));
  const fn = functions.find((each) => refersTo(FunctionName, idOf(each)));
  if (!queue || !fn) return [];
  const { VisibilityTimeout: visible = DEFAULTS.visibilityTimeout } = templateProperties(queue);
  const { Timeout: timeout = DEFAULTS.timeout } = templateProperties(fn);
  if (!(Number(visible) < Number(timeout))) return [];
  return [
    new RecipeError('InvalidTimeoutError', {
      message: `The messages of the queue "${placeOf(queue)}" are visible again after ${visible} seconds, but the function "${placeOf(fn)}" may take ${timeout} seconds. Lambda refuses to connect them.`,
      resolution: `Set the visibilityTimeout of the queue to ${timeout} seconds or more. AWS recommends six times as much.`,
    }),
  ];
}

const idOf = (resource: CfnFunction | CfnQueue): string =>
  resource.stack.resolve(resource.logicalId);

const refersTo = (value: unknown, id: string) =>
  JSON.stringify(value ?? '').includes(`["${id}","Arn"]`) ||
  JSON.stringify(value ?? '') === `{"Ref":"${id}"}`;
