import { randomUUID } from 'node:crypto';
import type { Properties, Resource, ResourceGraph, Value } from '../../assembly/resource-graph.js';
import { SandboxError } from '../../errors.js';
import { objectOf, textOf } from '../../lambda/function-configuration.js';
import { openCreationTimes } from '../../schedules/creation-times.js';
import { parseExpression } from '../../schedules/expression.js';
import { isoSeconds, type Schedule, type ScheduleTarget } from '../../schedules/schedules.js';
import { functionNameOf } from '../../schedules/targets.js';
import type { ServiceContext } from '../../service.js';
import { readTargetInput } from './target-input.js';

/** A rule of the template. */
export type Rule = {
  readonly name: string;
  readonly arn: string;
  readonly enabled: boolean;
  readonly description: string | undefined;
  /** JSON, of a rule that waits for events. */
  readonly eventPattern: string | undefined;
  readonly scheduleExpression: string | undefined;
  /** As the template has them. */
  readonly targets: readonly Properties[];
  /** Of a rule with an expression. */
  readonly schedule: Schedule | undefined;
};

export type Rules = {
  readonly all: readonly Rule[];
  deploy(graph: ResourceGraph): void;
};

export function openRules(context: ServiceContext): Rules {
  const { database, now, schedules } = context;
  const creationTimes = openCreationTimes(database, 'eventbridge_creation_times', now);
  let rules: readonly Rule[] = [];
  return {
    get all() {
      return rules;
    },
    deploy(graph) {
      rules = graph.ofType('AWS::Events::Rule').map((resource): Rule => {
        const { properties, physicalId: name } = resource;
        const arn = String(resource.attributes.Arn);
        const rule = {
          name,
          arn,
          enabled: textOf(properties.State) !== 'DISABLED',
          description: textOf(properties.Description),
          eventPattern:
            properties.EventPattern === undefined || properties.EventPattern === null
              ? undefined
              : JSON.stringify(properties.EventPattern),
          scheduleExpression: textOf(properties.ScheduleExpression),
          targets: listOf(properties.Targets).map(objectOf),
        };
        return { ...rule, schedule: readSchedule(rule, resource, graph) };
      });
      creationTimes.keep(new Set(rules.map(({ arn }) => arn)));
      schedules.set(
        'eventbridge',
        rules.flatMap(({ schedule }) => schedule ?? []),
      );
    },
  };

  /** @throws {SandboxError} `TEMPLATE_UNSUPPORTED` for what AWS would refuse. */
  function readSchedule(
    rule: Omit<Rule, 'schedule'>,
    resource: Resource,
    graph: ResourceGraph,
  ): Schedule | undefined {
    const { name, arn, scheduleExpression, enabled } = rule;
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
      targets: rule.targets.map((target) => readTarget(rule, target, resource, graph)),
    };
  }

  function readTarget(
    { name, arn }: Omit<Rule, 'schedule'>,
    target: Properties,
    resource: Resource,
    graph: ResourceGraph,
  ): ScheduleTarget {
    const { accountId, region, messageDestinations } = context;
    const targetArn = textOf(target.Arn) ?? '';
    const deadLetterArn = textOf(objectOf(target.DeadLetterConfig).Arn);
    const input = readInput(target, resource);
    return {
      arn: targetArn,
      functionName: functionNameOf(targetArn, graph),
      prepare(scheduledTime) {
        const event = {
          version: '0',
          id: randomUUID(),
          'detail-type': 'Scheduled Event',
          source: 'aws.events',
          account: accountId,
          time: isoSeconds(scheduledTime),
          region,
          resources: [arn],
          detail: {},
        };
        return {
          payload: input(event, { arn, name }),
          giveUp({ message }) {
            if (deadLetterArn === undefined) return;
            messageDestinations.send(deadLetterArn, JSON.stringify(event), {
              RULE_ARN: arn,
              TARGET_ARN: targetArn,
              ERROR_CODE: 'NO_RESOURCE',
              ERROR_MESSAGE: message,
              RETRY_ATTEMPTS: '0',
            });
          },
        };
      },
    };
  }
}

/** Rules take no single times, and a rate of one only of one minute, hour or day. */
function isOfRules(expression: string): boolean {
  return /^(cron\(.*\)|rate\((1 (minute|hour|day)|(?!1 )\d+ (minutes|hours|days))\))$/.test(
    expression,
  );
}

function readInput(target: Properties, resource: Resource) {
  try {
    return readTargetInput(target);
  } catch (error) {
    throw new SandboxError(
      'TEMPLATE_UNSUPPORTED',
      `The rule ${resource.path || resource.name} cannot be served: ${error instanceof Error ? error.message : error}.`,
      'Write its path with names and places in lists: $.detail.items[0].id.',
    );
  }
}

function refused({ path, name }: Resource, what: string): SandboxError {
  return new SandboxError(
    'TEMPLATE_UNSUPPORTED',
    `The rule ${path || name} would be refused: ${what}.`,
    'Mend its definition in amplify/: AWS would refuse it too.',
  );
}

function listOf(value: Value | undefined): readonly Value[] {
  return Array.isArray(value) ? value : [];
}
