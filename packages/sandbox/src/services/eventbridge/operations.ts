import type { ServiceContext } from '../../context/service-context.js';
import { AwsError } from '../../protocols/aws-error.js';
import type { JsonObject, JsonOperations } from '../../protocols/json.js';
import { optionalText } from '../../protocols/request-input.js';
import { putEvents } from './put-events.js';
import { busOf } from './resource-types.js';
import type { Rule, Rules } from './rules.js';

const MAXIMUM_RESULTS = 100;

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Operations.html */
export function eventbridgeOperations(rules: Rules, context: ServiceContext): JsonOperations {
  const ofBus = (input: JsonObject): readonly Rule[] => {
    const bus = busOf(input);
    if (!rules.buses.includes(bus)) throw notFound(`Event bus ${bus} does not exist.`);
    return rules.all.filter((rule) => rule.bus === bus);
  };
  const find = (input: JsonObject, member: string): Rule => {
    const name = optionalText(input, member) ?? '';
    const rule = ofBus(input).find((each) => each.name === name);
    if (rule) return rule;
    throw notFound(`Rule ${name} does not exist on EventBus ${busOf(input)}.`);
  };
  return {
    PutEvents: (input) => putEvents(input, rules, context),

    ListEventBuses(input) {
      const prefix = optionalText(input, 'NamePrefix') ?? '';
      const found = rules.buses.filter((name) => name.startsWith(prefix));
      const { items, NextToken } = page(found, input);
      const { partition, region, accountId } = context;
      const place = `arn:${partition}:events:${region}:${accountId}`;
      return {
        EventBuses: items.map((Name) => ({ Name, Arn: `${place}:event-bus/${Name}` })),
        NextToken,
      };
    },

    ListRules(input) {
      const prefix = optionalText(input, 'NamePrefix') ?? '';
      const found = ofBus(input).filter(({ name }) => name.startsWith(prefix));
      const { items, NextToken } = page(found, input);
      return { Rules: items.map(describe), NextToken };
    },

    DescribeRule: (input) => describe(find(input, 'Name')),

    ListTargetsByRule(input) {
      const { items, NextToken } = page(find(input, 'Rule').targets, input);
      return { Targets: items.map(({ definition }) => definition), NextToken };
    },

    ListRuleNamesByTarget(input) {
      const target = optionalText(input, 'TargetArn');
      const found = ofBus(input).filter(({ targets }) => targets.some(({ arn }) => arn === target));
      const { items, NextToken } = page(found, input);
      return { RuleNames: items.map(({ name }) => name), NextToken };
    },
  };
}

function describe({ name, arn, bus, enabled, description, pattern, scheduleExpression }: Rule) {
  return {
    Name: name,
    Arn: arn,
    EventBusName: bus,
    State: enabled ? 'ENABLED' : 'DISABLED',
    Description: description,
    EventPattern: pattern?.text,
    ScheduleExpression: scheduleExpression,
  };
}

function page<Item>(list: readonly Item[], input: JsonObject) {
  const start = Number(optionalText(input, 'NextToken') ?? 0);
  if (!Number.isInteger(start) || start < 0) {
    throw new AwsError('ValidationException', 'Invalid NextToken.');
  }
  const size = input.Limit ?? MAXIMUM_RESULTS;
  if (typeof size !== 'number' || size < 1 || size > MAXIMUM_RESULTS) {
    throw new AwsError(
      'ValidationException',
      `1 validation error detected: Value at 'limit' failed to satisfy constraint: Member must be from 1 to ${MAXIMUM_RESULTS}`,
    );
  }
  const end = start + size;
  return {
    items: list.slice(start, end),
    NextToken: end < list.length ? String(end) : undefined,
  };
}

function notFound(message: string): AwsError {
  return new AwsError('ResourceNotFoundException', message);
}
