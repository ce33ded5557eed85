import { describeSchedule, nameOf, unservedTargets } from '../../context/schedules/targets.js';
import { answerJson, signedOperations } from '../../protocols/json.js';
import type { ServiceDefinition } from '../service.js';
import { eventbridgeOperations } from './operations.js';
import { rulePermissions } from './permissions.js';
import { eventbridgeResourceTypes } from './resource-types.js';
import { openRules } from './rules.js';

/**
 * Amazon EventBridge: the rules of the template, which run on a schedule or match the events that
 * programs send.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-what-is.html
 */
export const eventbridge: ServiceDefinition = {
  name: 'eventbridge',
  resourceTypes: eventbridgeResourceTypes,
  create(context) {
    const { schedules, messageDestinations } = context;
    const rules = openRules(context);
    const operations = signedOperations(eventbridgeOperations(rules, context));
    return {
      signingName: 'events',
      // One megabyte of events, escaped in JSON, and the rest of the request.
      maxBodyBytes: 3 * 1024 * 1024,
      matches: ({ target }) => target?.prefix === 'AWSEvents',
      permissions: (request) => rulePermissions(request, context),
      handle: (request) => answerJson(operations, request),
      deploy: (graph) => rules.deploy(graph),
      describe({ type, attributes }) {
        if (type !== 'AWS::Events::Rule') return undefined;
        const rule = rules.all.find(({ arn }) => arn === attributes.Arn);
        if (rule?.schedule)
          return describeSchedule(rule.schedule, schedules.nextRun(rule.schedule));
        return rule && `events of ${rule.bus}, to ${rule.targets.map(nameOf).join(', ')}`;
      },
      warnings: () =>
        rules.all.flatMap(({ name, targets, pattern }) => [
          ...unservedTargets({ source: 'eventbridge', name, targets }, messageDestinations),
          ...(pattern?.unserved === undefined
            ? []
            : [`Rule ${name} gets nothing: ${pattern.unserved}.`]),
        ]),
    };
  },
};
