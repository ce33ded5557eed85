import { describeSchedule, unservedTargets } from '../../schedules/targets.js';
import type { ServiceDefinition } from '../../service.js';
import { answerJson, signedOperations } from '../json-protocol.js';
import { eventbridgeOperations } from './operations.js';
import { eventbridgeResourceTypes } from './resource-types.js';
import { openRules } from './rules.js';

/**
 * Amazon EventBridge: the rules of the template that run on a schedule.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-rule-schedule.html
 */
export const eventbridge: ServiceDefinition = {
  name: 'eventbridge',
  resourceTypes: eventbridgeResourceTypes,
  create(context) {
    const { schedules, messageDestinations } = context;
    const rules = openRules(context);
    const operations = signedOperations(eventbridgeOperations(rules));
    return {
      maxBodyBytes: 1024 * 1024,
      matches: ({ target }) => target?.prefix === 'AWSEvents',
      handle: (request) => answerJson(operations, request),
      deploy: (graph) => rules.deploy(graph),
      describe({ type, attributes }) {
        if (type !== 'AWS::Events::Rule') return undefined;
        const schedule = rules.all.find(({ arn }) => arn === attributes.Arn)?.schedule;
        return schedule && describeSchedule(schedule, schedules.nextRun(schedule));
      },
      warnings: () => [
        ...rules.all.flatMap(({ schedule }) =>
          schedule ? unservedTargets(schedule, messageDestinations) : [],
        ),
        ...rules.all
          .filter(({ eventPattern }) => eventPattern !== undefined)
          .map(
            ({ name }) => `Rule ${name} waits for events, which are not served here: none come.`,
          ),
      ],
    };
  },
};
