import { randomUUID } from 'node:crypto';
import type { Properties, Resource, ResourceGraph, Value } from '../../assembly/resource-graph.js';
import { listOf, objectOf, stringOf } from '../../assembly/template-values.js';
import { type Delivery, deliver } from '../../context/events/delivery.js';
import { type FilterPattern, parseFilterPattern } from '../../context/events/filter-pattern.js';
import { openCreationTimes } from '../../context/schedules/creation-times.js';
import { parseExpression } from '../../context/schedules/expression.js';
import { isoSeconds, type Schedule } from '../../context/schedules/schedules.js';
import { functionNameOf } from '../../context/schedules/targets.js';
import type { ServiceContext } from '../../context/service-context.js';
import { SandboxError } from '../../errors.js';
import { busOf, DEFAULT_BUS } from './resource-types.js';
import { readTargetInput, type TargetInput } from './target-input.js';

/** A rule of the template. */
export type Rule = {
  readonly name: string;
  readonly arn: string;
  readonly bus: string;
  readonly enabled: boolean;
  readonly description: string | undefined;
  readonly pattern: RulePattern | undefined;
  readonly scheduleExpression: string | undefined;
  readonly targets: readonly RuleTarget[];
  /** Undefined for a rule without a schedule expression. */
  readonly schedule: Schedule | undefined;
};

export type RulePattern = {
  /** JSON. */
  readonly text: string;
  readonly matches: FilterPattern;
  /** The reason why it matches nothing here, as a clause. */
  readonly unserved: string | undefined;
};

export type RuleTarget = {
  readonly arn: string;
  /** The developer's name of the function, if the target is a function. */
  readonly functionName: string | undefined;
  /** The value in the template. */
  readonly definition: Properties;
  readonly input: TargetInput;
  readonly deadLetterArn: string | undefined;
};

/** An event without the members that come from the account and the clock. */
export type NewEvent = {
  readonly detailType: string;
  readonly source: string;
  readonly resources: readonly string[];
  readonly detail: Value;
  /** Milliseconds since 1970. */
  readonly time: number;
};

export type Rules = {
  readonly all: readonly Rule[];
  /** The names, sorted. */
  readonly buses: readonly string[];
  /** Sends an event to the rules of a bus that match it, and returns its id. */
  put(bus: string, event: NewEvent): string;
  deploy(graph: ResourceGraph): void;
};

export function openRules(context: ServiceContext): Rules {
  const { database, now, schedules, accountId, region, messageDestinations } = context;
  const creationTimes = openCreationTimes(database, 'eventbridge_creation_times', now);
  let rules: readonly Rule[] = [];
  let buses: readonly string[] = [DEFAULT_BUS];

  const eventOf = ({ detailType, source, resources, detail, time }: NewEvent): Properties => ({
    version: '0',
    id: randomUUID(),
    'detail-type': detailType,
    source,
    account: accountId,
    time: isoSeconds(time),
    region,
    resources,
    detail,
  });

  const prepare = (
    { name, arn }: Pick<Rule, 'name' | 'arn'>,
    target: RuleTarget,
    event: Properties,
    ingestedAt: number,
  ): Delivery => ({
    payload: target.input(event, {
      rule: { arn, name },
      ingestionTime: isoSeconds(ingestedAt),
    }),
    giveUp({ message }) {
      if (target.deadLetterArn === undefined) return;
      messageDestinations.send(target.deadLetterArn, JSON.stringify(event), {
        RULE_ARN: arn,
        TARGET_ARN: target.arn,
        ERROR_CODE: 'NO_RESOURCE',
        ERROR_MESSAGE: message,
        RETRY_ATTEMPTS: '0',
      });
    },
  });

  /** @throws {SandboxError} `TEMPLATE_UNSUPPORTED` when AWS would refuse the schedule. */
  const readSchedule = (rule: Omit<Rule, 'schedule'>, resource: Resource): Schedule | undefined => {
    const { name, arn, scheduleExpression, enabled, targets } = rule;
    if (scheduleExpression === undefined) return undefined;
    const expression = isOfRules(scheduleExpression)
      ? parseExpression(scheduleExpression, 'UTC')
      : undefined;
    if (!expression) {
      throw refused(resource, `its ScheduleExpression ${scheduleExpression} is not valid`);
    }
    const { createdAt } = creationTimes.of(arn, scheduleExpression);
    return {
      source: 'eventbridge',
      name,
      arn,
      expression: scheduleExpression,
      timeZone: 'UTC',
      enabled,
      timing: expression({ createdAt }),
      since: now(),
      targets: targets.map((target) => ({
        arn: target.arn,
        functionName: target.functionName,
        prepare: (time) =>
          prepare(
            rule,
            target,
            eventOf({
              detailType: 'Scheduled Event',
              source: 'aws.events',
              resources: [arn],
              detail: {},
              time,
            }),
            time,
          ),
      })),
    };
  };

  return {
    get all() {
      return rules;
    },
    get buses() {
      return buses;
    },
    put(bus, newEvent) {
      const event = eventOf(newEvent);
      for (const rule of rules) {
        if (rule.bus !== bus || !rule.enabled || !rule.pattern?.matches(event)) continue;
        for (const target of rule.targets) {
          deliver(context, target.arn, prepare(rule, target, event, now()), 'eventbridge');
        }
      }
      return String(event.id);
    },
    deploy(graph) {
      buses = [
        DEFAULT_BUS,
        ...graph.ofType('AWS::Events::EventBus').map(({ physicalId }) => physicalId),
      ].sort();
      rules = graph.ofType('AWS::Events::Rule').map((resource): Rule => {
        const { properties, physicalId } = resource;
        const rule = {
          name: physicalId.slice(physicalId.indexOf('|') + 1),
          arn: String(resource.attributes.Arn),
          bus: busOf(properties),
          enabled: stringOf(properties.State) !== 'DISABLED',
          description: stringOf(properties.Description),
          pattern: readPattern(resource),
          scheduleExpression: stringOf(properties.ScheduleExpression),
          targets: listOf(properties.Targets).map((target) =>
            readTarget(objectOf(target), resource, graph),
          ),
        };
        return { ...rule, schedule: readSchedule(rule, resource) };
      });
      creationTimes.keep(new Set(rules.map(({ arn }) => arn)));
      schedules.set(
        'eventbridge',
        rules.flatMap(({ schedule }) => schedule ?? []),
      );
    },
  };
}

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html */
const MAXIMUM_PATTERN_LENGTH = 4096;

function readPattern({ properties, path, name }: Resource): RulePattern | undefined {
  const value = properties.EventPattern;
  if (value === undefined || value === null) return undefined;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  try {
    if (text.length > MAXIMUM_PATTERN_LENGTH) {
      throw new Error(`it has more than ${MAXIMUM_PATTERN_LENGTH} characters`);
    }
    const matches = parseFilterPattern(text);
    const { source } = JSON.parse(text) as { readonly source?: unknown };
    const isOfAws =
      Array.isArray(source) &&
      source.every((each) => typeof each === 'string' && each.startsWith('aws.'));
    const unserved = isOfAws ? 'the sandbox sends no events of AWS services' : undefined;
    return { text, matches, unserved };
  } catch (error) {
    const reason = (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
    const unserved = `AWS would refuse ${path || name}, because its event pattern is not valid. Reason: ${reason}`;
    return { text, matches: () => false, unserved };
  }
}

function readTarget(definition: Properties, resource: Resource, graph: ResourceGraph): RuleTarget {
  const arn = stringOf(definition.Arn) ?? '';
  return {
    arn,
    functionName: functionNameOf(arn, graph),
    definition,
    input: readInput(definition, resource),
    deadLetterArn: stringOf(objectOf(definition.DeadLetterConfig).Arn),
  };
}

/** Rules have no one-time schedules, and a rate of 1 has a unit in the singular. */
function isOfRules(expression: string): boolean {
  return /^(cron\(.*\)|rate\((1 (minute|hour|day)|(?!1 )\d+ (minutes|hours|days))\))$/.test(
    expression,
  );
}

function readInput(target: Properties, resource: Resource): TargetInput {
  try {
    return readTargetInput(target);
  } catch (error) {
    throw new SandboxError(
      'TEMPLATE_UNSUPPORTED',
      `The rule ${resource.path || resource.name} cannot run: ${error instanceof Error ? error.message : error}.`,
      'Fix the input of its target in amplify/. Write paths with names, indexes and wildcards, such as $.detail.items[0].id, and variables as <name>.',
    );
  }
}

function refused({ path, name }: Resource, what: string): SandboxError {
  return new SandboxError(
    'TEMPLATE_UNSUPPORTED',
    `The rule ${path || name} would be refused: ${what}.`,
    'Fix its definition in amplify/. AWS would refuse it too.',
  );
}
