import type { CfnElement, CfnStack, Stack } from 'aws-cdk-lib';
import type { CfnUserPool } from 'aws-cdk-lib/aws-cognito';
import type { CfnRule } from 'aws-cdk-lib/aws-events';
import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import type { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { RecipeError } from './recipe-error.js';
import { isOfType } from './resource-type.js';

/** The result of `defineBackend`, reduced to the properties that are read here. */
export type BackendWithStack = { readonly stack: Stack };

/**
 * Finds errors during synthesis that otherwise only a deployment shows, or nothing at all:
 *
 * - schedules that run at other times than they say
 * - triggers that run longer than Cognito waits
 * - nested stacks that depend on each other, which CloudFormation rejects with `Circular dependency
 *   between resources`
 *
 * Call it at the end of `amplify/backend.ts`. The stacks are checked when they are synthesised.
 *
 * @throws {RecipeError} When a schedule's step does not divide the hour or the day, such as
 *   `every 7m`, `every 90m` and `every 0m`, or a trigger of a user pool has a timeout of more than
 *   5 seconds.
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 * @example
 * const backend = defineBackend({ auth, data, weeklyReport });
 * assertDeployable(backend);
 */
export function assertDeployable({ stack }: BackendWithStack): void {
  const resources = stack.node.findAll();
  resources.filter(isSchedule).forEach(refuseUnevenSteps);
  resources.filter(isRule).forEach(refuseUnevenSteps);
  const functions = resources.filter(isFunction);
  for (const userPool of resources.filter(isUserPool)) refuseSlowTriggers(userPool, functions);
  // Synthesis turns references between stacks into parameters.
  stack.node.addValidation({ validate: () => cyclesAmong(stack.node.findAll().filter(isStack)) });
}

/** The fields of the cron expressions that Amplify generates for `every 5m` and `every 2h`. */
const STEPS = [
  { field: 0, unit: 'm', all: 60, whole: 'an hour' },
  { field: 1, unit: 'h', all: 24, whole: 'a day' },
] as const;

function refuseUnevenSteps(schedule: CfnSchedule | CfnRule): void {
  const expression: unknown = schedule.stack.resolve(schedule.scheduleExpression);
  const [, cron = ''] = /^cron\((.*)\)$/.exec(String(expression)) ?? [];
  for (const { field, unit, all, whole } of STEPS) {
    const [, text] = /^\*\/(\d+)$/.exec(cron.split(' ')[field] ?? '') ?? [];
    if (text === undefined) continue;
    const step = Number(text);
    if (step > 0 && step < all && all % step === 0) continue;
    const divisors = Array.from({ length: all - 1 }, (_, index) => index + 1).filter(
      (divisor) => all % divisor === 0,
    );
    throw new RecipeError('InvalidScheduleError', {
      message: `The schedule "${placeOf(schedule)}" does not run every ${step}${unit}: it becomes the cron expression "${cron}", which starts again every ${whole.split(' ')[1]}.`,
      resolution: `Use a number that divides ${whole}: ${divisors.join(', ')}. Or write the times as a cron expression.`,
    });
  }
}

/** Seconds that Cognito waits for a trigger. */
const COGNITO_LIMIT = 5;

function refuseSlowTriggers(userPool: CfnUserPool, functions: readonly CfnFunction[]): void {
  // Cognito does not wait for the custom senders.
  const {
    customEmailSender: _,
    customSmsSender: __,
    ...triggers
  } = Object(userPool.stack.resolve(userPool.lambdaConfig));
  const wired = JSON.stringify(triggers);
  for (const fn of functions) {
    const id: string = fn.stack.resolve(fn.logicalId);
    const timeout: unknown = fn.stack.resolve(fn.timeout);
    // Without a timeout in the template, Lambda's default of 3 seconds applies.
    const isSlow = Number(timeout) > COGNITO_LIMIT;
    if (!isSlow || !wired.includes(`["${id}","Arn"]`)) continue;
    throw new RecipeError('InvalidTimeoutError', {
      message: `The trigger "${placeOf(fn)}" has a timeout of ${timeout} seconds, but Cognito waits only ${COGNITO_LIMIT} seconds and then calls it again.`,
      resolution: `Set timeoutSeconds to ${COGNITO_LIMIT} or less where the function is defined.`,
    });
  }
}

/** A message for each pair of nested stacks that depend on each other, directly or indirectly. */
function cyclesAmong(stacks: readonly CfnStack[]): string[] {
  const needs = new Map(
    stacks.map((own) => {
      const parameters = JSON.stringify(own.stack.resolve(own.parameters) ?? {});
      const dependencies = own.obtainDependencies();
      const needed = stacks.filter(
        (other) =>
          other !== own &&
          (dependencies.includes(other) ||
            parameters.includes(`["${logicalIdOf(other)}","Outputs.`)),
      );
      return [own, needed];
    }),
  );
  const reaches = (from: CfnStack, to: CfnStack, seen = new Set<CfnStack>()): boolean =>
    (needs.get(from) ?? []).some((next) => {
      if (next === to) return true;
      if (seen.has(next)) return false;
      seen.add(next);
      return reaches(next, to, seen);
    });
  return stacks.flatMap((one, index) =>
    stacks
      .slice(index + 1)
      .filter((other) => reaches(one, other) && reaches(other, one))
      .map(
        (other) =>
          `The nested stacks "${nameOf(one)}" and "${nameOf(other)}" need each other, and neither can be deployed. Move the functions that connect them into one of the two stacks with resourceGroupName: 'auth' for triggers of the user pool, 'data' for resolvers and streams of tables, 'storage' for triggers of a bucket.`,
      ),
  );
}

/** `function/weekly-report-lambda/schedule-0` */
function placeOf({ node }: CfnElement): string {
  return node.path.replace(/^[^/]*\/|\/Resource$/g, '');
}

function logicalIdOf(resource: CfnElement): string {
  return resource.stack.resolve(resource.logicalId);
}

/** The name that the app gave the stack. The id of its resource is `auth.NestedStackResource`. */
function nameOf(resource: CfnStack): string {
  return resource.node.id.replace(/\.NestedStackResource$/, '');
}

const isSchedule = isOfType<CfnSchedule>('AWS::Scheduler::Schedule');
const isRule = isOfType<CfnRule>('AWS::Events::Rule');
const isFunction = isOfType<CfnFunction>('AWS::Lambda::Function');
const isUserPool = isOfType<CfnUserPool>('AWS::Cognito::UserPool');
const isStack = isOfType<CfnStack>('AWS::CloudFormation::Stack');
