import { AwsError } from '../aws-error.js';
import type { JsonObject, JsonOperations } from '../json-protocol.js';
import type { Rule, Rules } from './rules.js';

const MAXIMUM_RESULTS = 100;
const DEFAULT_BUS = 'default';

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Operations.html */
export function eventbridgeOperations(rules: Rules): JsonOperations {
  const find = (input: JsonObject, member: string): Rule => {
    checkBus(input);
    const name = text(input, member) ?? '';
    const rule = rules.all.find((each) => each.name === name);
    if (rule) return rule;
    throw notFound(`Rule ${name} does not exist on EventBus ${DEFAULT_BUS}.`);
  };
  return {
    ListRules(input) {
      checkBus(input);
      const prefix = text(input, 'NamePrefix') ?? '';
      const found = rules.all.filter(({ name }) => name.startsWith(prefix));
      const { items, NextToken } = page(found, input);
      return { Rules: items.map(describe), NextToken };
    },

    DescribeRule: (input) => describe(find(input, 'Name')),

    ListTargetsByRule(input) {
      const { items, NextToken } = page(find(input, 'Rule').targets, input);
      return { Targets: items, NextToken };
    },

    ListRuleNamesByTarget(input) {
      checkBus(input);
      const arn = text(input, 'TargetArn');
      const found = rules.all.filter(({ targets }) => targets.some(({ Arn }) => Arn === arn));
      const { items, NextToken } = page(found, input);
      return { RuleNames: items.map(({ name }) => name), NextToken };
    },
  };
}

function describe({ name, arn, enabled, ...rule }: Rule) {
  return {
    Name: name,
    Arn: arn,
    EventBusName: DEFAULT_BUS,
    State: enabled ? 'ENABLED' : 'DISABLED',
    Description: rule.description,
    EventPattern: rule.eventPattern,
    ScheduleExpression: rule.scheduleExpression,
  };
}

function checkBus(input: JsonObject): void {
  const bus = text(input, 'EventBusName') ?? DEFAULT_BUS;
  if (bus !== DEFAULT_BUS) throw notFound(`Event bus ${bus} does not exist.`);
}

function text(input: JsonObject, member: string): string | undefined {
  const value = input[member] ?? undefined;
  if (value === undefined || typeof value === 'string') return value;
  throw new AwsError('SerializationException', `${member} must be a string.`);
}

function page<Item>(list: readonly Item[], input: JsonObject) {
  const start = Number(text(input, 'NextToken') ?? 0);
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
