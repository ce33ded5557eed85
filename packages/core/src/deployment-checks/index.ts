import type { CfnResource, Stack } from 'aws-cdk-lib';
import type { CfnUserPool } from 'aws-cdk-lib/aws-cognito';
import type { CfnRule } from 'aws-cdk-lib/aws-events';
import type { CfnEventSourceMapping, CfnFunction } from 'aws-cdk-lib/aws-lambda';
import type { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import type { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { isOfType } from '../backend/resource-type.js';
import { refusedSettings } from './function-settings.js';
import { refusedLayers } from './layers.js';
import { refusedLogLevels } from './log-levels.js';
import type { Mistake } from './mistake.js';
import { shortQueues } from './queue-timeouts.js';
import { refusedName } from './resource-names.js';
import { refusedSchedules } from './schedule-expressions.js';
import { unevenSteps } from './schedule-steps.js';
import { slowTriggers } from './slow-triggers.js';

export type { Mistake } from './mistake.js';
export { resourceCycles } from './resource-cycles.js';
export { stackCycles } from './stack-cycles.js';

/**
 * Finds mistakes in a backend that otherwise only a deployment shows, or nothing at all. Each has a
 * message and a resolution. Loads nothing of Amplify or the CDK.
 *
 * @param root The stack of the backend, complete but not yet synthesised.
 */
export function findMistakes(root: Stack): readonly Mistake[] {
  const resources = root.node.findAll();
  const functions = resources.filter(isFunction);
  const queues = resources.filter(isQueue);
  return [
    ...[...resources.filter(isSchedule), ...resources.filter(isRule)].flatMap(badSchedules),
    ...resources.filter(isUserPool).flatMap((userPool) => slowTriggers(userPool, functions)),
    ...functions.flatMap(refusedLogLevels),
    ...functions.flatMap(refusedSettings),
    ...refusedLayers(functions),
    ...resources
      .filter(isMapping)
      .flatMap((mapping) => shortQueues(mapping, { functions, queues })),
    ...resources.filter(isResource).flatMap(refusedName),
  ];
}

/** An uneven step is also not valid if it is too large. Its own message says more. */
function badSchedules(schedule: CfnSchedule | CfnRule): readonly Mistake[] {
  const uneven = unevenSteps(schedule);
  return uneven.length > 0 ? uneven : refusedSchedules(schedule);
}

const isResource = (construct: object): construct is CfnResource => 'cfnResourceType' in construct;

const isSchedule = isOfType<CfnSchedule>('AWS::Scheduler::Schedule');
const isRule = isOfType<CfnRule>('AWS::Events::Rule');
const isFunction = isOfType<CfnFunction>('AWS::Lambda::Function');
const isMapping = isOfType<CfnEventSourceMapping>('AWS::Lambda::EventSourceMapping');
const isQueue = isOfType<CfnQueue>('AWS::SQS::Queue');
const isUserPool = isOfType<CfnUserPool>('AWS::Cognito::UserPool');
