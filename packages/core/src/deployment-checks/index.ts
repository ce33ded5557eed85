import type { Stack } from 'aws-cdk-lib';
import type { CfnUserPool } from 'aws-cdk-lib/aws-cognito';
import type { CfnRule } from 'aws-cdk-lib/aws-events';
import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import type { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { isOfType } from '../backend/resource-type.js';
import { refusedLayers } from './layers.js';
import { refusedLogLevels } from './log-levels.js';
import type { Mistake } from './mistake.js';
import { unevenSteps } from './schedule-steps.js';
import { slowTriggers } from './slow-triggers.js';

export type { Mistake } from './mistake.js';
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
  return [
    ...resources.filter(isSchedule).flatMap(unevenSteps),
    ...resources.filter(isRule).flatMap(unevenSteps),
    ...resources.filter(isUserPool).flatMap((userPool) => slowTriggers(userPool, functions)),
    ...functions.flatMap(refusedLogLevels),
    ...refusedLayers(functions),
  ];
}

const isSchedule = isOfType<CfnSchedule>('AWS::Scheduler::Schedule');
const isRule = isOfType<CfnRule>('AWS::Events::Rule');
const isFunction = isOfType<CfnFunction>('AWS::Lambda::Function');
const isUserPool = isOfType<CfnUserPool>('AWS::Cognito::UserPool');
