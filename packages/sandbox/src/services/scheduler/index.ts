import { describeSchedule, unservedTargets } from '../../context/schedules/targets.js';
import { answerRest, restError } from '../../protocols/rest-json.js';
import type { ServiceDefinition } from '../service.js';
import { schedulerOperations } from './operations.js';
import { schedulePermissions } from './permissions.js';
import { schedulerResourceTypes } from './resource-types.js';
import { openScheduleStore } from './schedule-store.js';

/**
 * Amazon EventBridge Scheduler: schedules that call functions, or send messages to queues and
 * topics, at times of the sandbox's clock.
 *
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/what-is-scheduler.html
 */
export const scheduler: ServiceDefinition = {
  name: 'scheduler',
  resourceTypes: schedulerResourceTypes,
  create(context) {
    const { schedules, messageDestinations } = context;
    const store = openScheduleStore(context);
    const operations = schedulerOperations(store);
    return {
      signingName: 'scheduler',
      maxBodyBytes: 512 * 1024,
      matches: ({ signingName }) => signingName === 'scheduler',
      permissions: (request) => schedulePermissions(request, context),
      handle: (request) => answerRest(operations, request),
      errorResponse: restError,
      deploy: (graph) => store.deploy(graph),
      describe({ type, attributes }) {
        if (type !== 'AWS::Scheduler::Schedule') return undefined;
        const schedule = store.scheduleOf(String(attributes.Arn));
        return schedule && describeSchedule(schedule, schedules.nextRun(schedule));
      },
      warnings: () =>
        schedules.all
          .filter(({ source }) => source === 'scheduler')
          .flatMap((schedule) => unservedTargets(schedule, messageDestinations)),
    };
  },
};
