import type { Resource, ResourceGraph } from '../../assembly/resource-graph.js';
import { openCreationTimes } from '../../context/schedules/creation-times.js';
import type { Schedule } from '../../context/schedules/schedules.js';
import { functionNameOf } from '../../context/schedules/targets.js';
import type { ServiceContext } from '../../context/service-context.js';
import { SandboxError } from '../../errors.js';
import { AwsError } from '../../protocols/aws-error.js';
import type { JsonObject } from '../../protocols/json.js';
import { type Definition, readDefinition } from './definition.js';
import { prepareDelivery } from './delivery.js';
import { DEFAULT_GROUP, groupArn, scheduleArn } from './resource-types.js';

/** A schedule of the template or of a program. */
export type StoredSchedule = {
  readonly arn: string;
  readonly group: string;
  readonly name: string;
  readonly definition: Definition;
  /** What it was defined with: the members of `CreateSchedule`, or the template's properties. */
  readonly input: JsonObject;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** Milliseconds since 1970. A rate counts from it. */
  readonly modifiedAt: number;
  readonly isOfTemplate: boolean;
};

export type ScheduleGroup = {
  readonly arn: string;
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly isOfTemplate: boolean;
};

/** What programs create is in the sandbox's database; the rest is the template's. */
export type ScheduleStore = {
  /** By ARN, in order. */
  all(): readonly StoredSchedule[];
  find(group: string, name: string): StoredSchedule | undefined;
  /** Creates a schedule, or puts another in its place. */
  put(group: string, name: string, input: JsonObject): StoredSchedule;
  remove(schedule: StoredSchedule): void;
  groups(): readonly ScheduleGroup[];
  createGroup(name: string): ScheduleGroup;
  /** With its schedules. */
  removeGroup(group: ScheduleGroup): void;
  /** As the clock sees it. */
  scheduleOf(arn: string): Schedule | undefined;
  deploy(graph: ResourceGraph): void;
};

export function openScheduleStore(context: ServiceContext): ScheduleStore {
  const { database, now, schedules } = context;
  const creationTimes = openCreationTimes(database, 'scheduler_creation_times', now);
  database.exec(`
    CREATE TABLE IF NOT EXISTS scheduler_schedules (
      group_name TEXT NOT NULL, name TEXT NOT NULL, input TEXT NOT NULL,
      created_at INTEGER NOT NULL, modified_at INTEGER NOT NULL, PRIMARY KEY (group_name, name)
    ) STRICT;
    CREATE TABLE IF NOT EXISTS scheduler_groups (
      name TEXT PRIMARY KEY, created_at INTEGER NOT NULL
    ) STRICT`);
  const select = database.prepare('SELECT * FROM scheduler_schedules');
  const put = database.prepare('INSERT OR REPLACE INTO scheduler_schedules VALUES (?, ?, ?, ?, ?)');
  const remove = database.prepare(
    'DELETE FROM scheduler_schedules WHERE group_name = ? AND name = ?',
  );
  const selectGroups = database.prepare('SELECT * FROM scheduler_groups');
  const insertGroup = database.prepare('INSERT INTO scheduler_groups VALUES (?, ?)');
  const removeGroup = database.prepare('DELETE FROM scheduler_groups WHERE name = ?');
  const removeOfGroup = database.prepare('DELETE FROM scheduler_schedules WHERE group_name = ?');

  let ofTemplate: readonly StoredSchedule[] = [];
  let templateGroups: readonly ScheduleGroup[] = [];
  let graph: ResourceGraph | undefined;

  /** By ARN. A program may create thousands: each is read once. */
  const created = new Map<string, StoredSchedule>();
  for (const row of select.all()) {
    const group = String(row.group_name);
    const name = String(row.name);
    const input = JSON.parse(String(row.input)) as JsonObject;
    const arn = scheduleArn(context, group, name);
    created.set(arn, {
      arn,
      group,
      name,
      definition: readDefinition(input),
      input,
      createdAt: Number(row.created_at),
      modifiedAt: Number(row.modified_at),
      isOfTemplate: false,
    });
  }

  const isShadowed = (arn: string) => ofTemplate.some((each) => each.arn === arn);
  const all = (): readonly StoredSchedule[] =>
    [...ofTemplate, ...[...created.values()].filter(({ arn }) => !isShadowed(arn))].sort(byArn);
  const find = (group: string, name: string): StoredSchedule | undefined => {
    const arn = scheduleArn(context, group, name);
    return ofTemplate.find((each) => each.arn === arn) ?? created.get(arn);
  };

  const groups = (): readonly ScheduleGroup[] => {
    const created = selectGroups.all().map((row) => ({
      arn: groupArn(context, String(row.name)),
      name: String(row.name),
      createdAt: Number(row.created_at),
      isOfTemplate: false,
    }));
    const arns = new Set(templateGroups.map(({ arn }) => arn));
    return [...templateGroups, ...created.filter(({ arn }) => !arns.has(arn))].sort(byArn);
  };

  const toSchedule = (stored: StoredSchedule, isNew: boolean): Schedule => {
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
      // A rate begins at once. What was due before this start is past.
      since: isNew ? modifiedAt - 1 : now(),
      targets: [
        {
          arn: target.arn,
          functionName: graph && functionNameOf(target.arn, graph),
          prepare: (time) => prepareDelivery(arn, target, time, context),
        },
      ],
      onRun() {
        const isOver = timing.next(now()) === undefined;
        if (isOver && stored.input.ActionAfterCompletion === 'DELETE') store.remove(stored);
      },
    };
  };
  /** As the clock sees them, by ARN. */
  const running = new Map<string, Schedule>();
  const publish = () => schedules.set('scheduler', [...running.values()]);

  const groupOfTemplate = (name: string): ScheduleGroup => {
    const arn = groupArn(context, name);
    return { arn, name, createdAt: creationTimes.of(arn, '').createdAt, isOfTemplate: true };
  };

  const store: ScheduleStore = {
    all,
    find,
    put(group, name, input) {
      const modifiedAt = Math.floor(now() / 1000) * 1000;
      const arn = scheduleArn(context, group, name);
      const stored: StoredSchedule = {
        arn,
        group,
        name,
        definition: readDefinition(input),
        input,
        createdAt: find(group, name)?.createdAt ?? modifiedAt,
        modifiedAt,
        isOfTemplate: false,
      };
      put.run(group, name, JSON.stringify(input), stored.createdAt, modifiedAt);
      created.set(arn, stored);
      running.set(arn, toSchedule(stored, true));
      publish();
      return stored;
    },
    remove({ arn, group, name }) {
      remove.run(group, name);
      created.delete(arn);
      running.delete(arn);
      publish();
    },
    groups,
    createGroup(name) {
      const createdAt = Math.floor(now() / 1000) * 1000;
      insertGroup.run(name, createdAt);
      return { arn: groupArn(context, name), name, createdAt, isOfTemplate: false };
    },
    removeGroup({ name }) {
      removeGroup.run(name);
      removeOfGroup.run(name);
      for (const { arn, group } of created.values()) {
        if (group !== name) continue;
        created.delete(arn);
        running.delete(arn);
      }
      publish();
    },
    scheduleOf: (arn) => running.get(arn),
    deploy(next) {
      graph = next;
      const fresh = new Set<string>();
      ofTemplate = next.ofType('AWS::Scheduler::Schedule').map((resource) => {
        const definition = readTemplate(resource);
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
      });
      templateGroups = [
        DEFAULT_GROUP,
        ...next.ofType('AWS::Scheduler::ScheduleGroup').map(({ physicalId }) => physicalId),
      ].map(groupOfTemplate);
      creationTimes.keep(new Set([...ofTemplate, ...templateGroups].map(({ arn }) => arn)));
      running.clear();
      for (const stored of all()) {
        running.set(stored.arn, toSchedule(stored, fresh.has(stored.arn)));
      }
      publish();
    },
  };
  return store;
}

function byArn(a: { readonly arn: string }, b: { readonly arn: string }): number {
  return a.arn < b.arn ? -1 : 1;
}

/** @throws {SandboxError} `TEMPLATE_UNSUPPORTED` for what AWS would refuse. */
function readTemplate({ properties, path, name }: Resource): Definition {
  try {
    return readDefinition(properties);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw new SandboxError(
      'TEMPLATE_UNSUPPORTED',
      `The schedule ${path || name} would be refused: ${error.message}`,
      'Mend its definition in amplify/: AWS would refuse it too.',
    );
  }
}
