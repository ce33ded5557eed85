import type { Resource, ResourceGraph } from '../../assembly/resource-graph.js';
import { type CreationTimes, openCreationTimes } from '../../context/schedules/creation-times.js';
import type { Schedule } from '../../context/schedules/schedules.js';
import { functionNameOf } from '../../context/schedules/targets.js';
import type { ServiceContext } from '../../context/service-context.js';
import { SandboxError } from '../../errors.js';
import { AwsError } from '../../protocols/aws-error.js';
import type { JsonObject } from '../../protocols/json.js';
import {
  openCreatedSchedules,
  type ScheduleGroup,
  type StoredSchedule,
} from './created-schedules.js';
import { type Definition, readDefinition } from './definition.js';
import { prepareDelivery } from './delivery.js';
import { DEFAULT_GROUP, groupArn, scheduleArn } from './resource-types.js';

/** All schedules: those of the template, and those in the database that programs have created. */
export type ScheduleStore = {
  /** Sorted by ARN. */
  all(): readonly StoredSchedule[];
  find(group: string, name: string): StoredSchedule | undefined;
  /** Creates or replaces a schedule. */
  put(group: string, name: string, input: JsonObject): StoredSchedule;
  remove(schedule: StoredSchedule): void;
  groups(): readonly ScheduleGroup[];
  createGroup(name: string): ScheduleGroup;
  /** Removes a group with its schedules. */
  removeGroup(group: ScheduleGroup): void;
  /** A schedule in the form that the clock uses. */
  scheduleOf(arn: string): Schedule | undefined;
  deploy(graph: ResourceGraph): void;
};

export function openScheduleStore(context: ServiceContext): ScheduleStore {
  const { database, now, schedules } = context;
  const creationTimes = openCreationTimes(database, 'scheduler_creation_times', now);
  const created = openCreatedSchedules(context);
  let template = readTemplate(undefined, creationTimes, context);
  /** Schedules in the form that the clock uses, by ARN. */
  const running = new Map<string, Schedule>();
  const publish = () => schedules.set('scheduler', [...running.values()]);
  const wholeSeconds = () => Math.floor(now() / 1000) * 1000;
  const run = (stored: StoredSchedule, isNew: boolean) => {
    running.set(
      stored.arn,
      toSchedule(stored, context, {
        isNew,
        functionName: template.functionNameOf(stored.definition.target.arn),
        onOver: () => remove(stored),
      }),
    );
  };

  const all = (): readonly StoredSchedule[] => {
    const arns = new Set(template.schedules.map(({ arn }) => arn));
    const others = [...created.schedules.values()].filter(({ arn }) => !arns.has(arn));
    return [...template.schedules, ...others].sort(byArn);
  };
  const find = (group: string, name: string): StoredSchedule | undefined => {
    const arn = scheduleArn(context, group, name);
    return template.schedules.find((each) => each.arn === arn) ?? created.schedules.get(arn);
  };
  const remove = (schedule: StoredSchedule) => {
    created.remove(schedule);
    running.delete(schedule.arn);
    publish();
  };

  return {
    all,
    find,
    put(group, name, input) {
      const modifiedAt = wholeSeconds();
      const createdAt = find(group, name)?.createdAt ?? modifiedAt;
      const stored = created.put({ group, name, input, createdAt, modifiedAt });
      run(stored, true);
      publish();
      return stored;
    },
    remove,
    groups() {
      const arns = new Set(template.groups.map(({ arn }) => arn));
      const others = created.groups().filter(({ arn }) => !arns.has(arn));
      return [...template.groups, ...others].sort(byArn);
    },
    createGroup: (name) => created.createGroup(name, wholeSeconds()),
    removeGroup({ name }) {
      for (const { arn } of created.removeGroup(name)) running.delete(arn);
      publish();
    },
    scheduleOf: (arn) => running.get(arn),
    deploy(graph) {
      template = readTemplate(graph, creationTimes, context);
      creationTimes.keep(
        new Set([...template.schedules, ...template.groups].map(({ arn }) => arn)),
      );
      running.clear();
      for (const stored of all()) run(stored, template.fresh.has(stored.arn));
      publish();
    },
  };
}

/** The schedules and groups of a template. */
function readTemplate(
  graph: ResourceGraph | undefined,
  creationTimes: CreationTimes,
  context: ServiceContext,
) {
  /** ARNs of the schedules that are new in the template or have another expression than before. */
  const fresh = new Set<string>();
  const schedules = (graph?.ofType('AWS::Scheduler::Schedule') ?? []).map(
    (resource): StoredSchedule => {
      const definition = readDefinitionOf(resource);
      const arn = String(resource.attributes.Arn);
      const { createdAt, isNew } = creationTimes.of(arn, definition.text);
      if (isNew) fresh.add(arn);
      const { properties, physicalId } = resource;
      return {
        arn,
        group: typeof properties.GroupName === 'string' ? properties.GroupName : DEFAULT_GROUP,
        name: physicalId,
        definition,
        input: properties,
        createdAt,
        modifiedAt: createdAt,
        isOfTemplate: true,
      };
    },
  );
  const groupNames = (graph?.ofType('AWS::Scheduler::ScheduleGroup') ?? []).map(
    ({ physicalId }) => physicalId,
  );
  const groups = (graph ? [DEFAULT_GROUP, ...groupNames] : []).map((name): ScheduleGroup => {
    const arn = groupArn(context, name);
    return { arn, name, createdAt: creationTimes.of(arn, '').createdAt, isOfTemplate: true };
  });
  return {
    schedules,
    groups,
    fresh,
    functionNameOf: (arn: string) => graph && functionNameOf(arn, graph),
  };
}

/** Converts a schedule to the form that the clock uses. */
function toSchedule(
  stored: StoredSchedule,
  context: ServiceContext,
  {
    isNew,
    functionName,
    onOver,
  }: {
    readonly isNew: boolean;
    readonly functionName: string | undefined;
    /** Called after the last run, if the schedule is to be deleted then. */
    onOver(): void;
  },
): Schedule {
  const { arn, name, definition, modifiedAt } = stored;
  const { target, timeZone, enabled } = definition;
  const timing = definition.expression({ ...definition, createdAt: modifiedAt });
  return {
    source: 'scheduler',
    name,
    arn,
    expression: definition.text,
    timeZone,
    enabled,
    timing,
    // A new rate runs at once. Runs that were due before this start are skipped.
    since: isNew ? modifiedAt - 1 : context.now(),
    targets: [
      {
        arn: target.arn,
        functionName,
        prepare: (time) => prepareDelivery(arn, target, time, context),
      },
    ],
    onRun() {
      const isOver = timing.next(context.now()) === undefined;
      if (isOver && stored.input.ActionAfterCompletion === 'DELETE') onOver();
    },
  };
}

function byArn(a: { readonly arn: string }, b: { readonly arn: string }): number {
  return a.arn < b.arn ? -1 : 1;
}

/** @throws {SandboxError} `TEMPLATE_UNSUPPORTED` for a schedule that AWS would reject. */
function readDefinitionOf({ properties, path, name }: Resource): Definition {
  try {
    return readDefinition(properties);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw new SandboxError(
      'TEMPLATE_UNSUPPORTED',
      `The schedule ${path || name} would be refused: ${error.message}`,
      'Fix its definition in amplify/: AWS would refuse it too.',
    );
  }
}
