import type { ServiceContext } from '../../context/service-context.js';
import type { JsonObject } from '../../protocols/json.js';
import { type Definition, readDefinition } from './definition.js';
import { groupArn, scheduleArn } from './resource-types.js';

/** A schedule of the template or of a program. */
export type StoredSchedule = {
  readonly arn: string;
  readonly group: string;
  readonly name: string;
  readonly definition: Definition;
  /** Its definition: the members of `CreateSchedule`, or the template's properties. */
  readonly input: JsonObject;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** Milliseconds since 1970. A rate is counted from this time. */
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

/** Schedules and groups that programs have created, in the sandbox's database. */
export type CreatedSchedules = {
  /** By ARN. */
  readonly schedules: ReadonlyMap<string, StoredSchedule>;
  groups(): readonly ScheduleGroup[];
  put(
    schedule: Pick<StoredSchedule, 'group' | 'name' | 'input' | 'createdAt' | 'modifiedAt'>,
  ): StoredSchedule;
  remove(schedule: StoredSchedule): void;
  createGroup(name: string, createdAt: number): ScheduleGroup;
  /** Removes a group and returns its schedules. */
  removeGroup(name: string): readonly StoredSchedule[];
};

export function openCreatedSchedules(
  context: Pick<ServiceContext, 'database' | 'region' | 'accountId' | 'partition'>,
): CreatedSchedules {
  const { database } = context;
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

  const toSchedule: (row: Parameters<CreatedSchedules['put']>[0]) => StoredSchedule = (row) => ({
    ...row,
    arn: scheduleArn(context, row.group, row.name),
    definition: readDefinition(row.input),
    isOfTemplate: false,
  });
  const toGroup = (name: string, createdAt: number): ScheduleGroup => ({
    arn: groupArn(context, name),
    name,
    createdAt,
    isOfTemplate: false,
  });
  /** Read once into memory: a program may create thousands of schedules. */
  const schedules = new Map(
    select.all().map((row) => {
      const schedule = toSchedule({
        group: String(row.group_name),
        name: String(row.name),
        input: JSON.parse(String(row.input)) as JsonObject,
        createdAt: Number(row.created_at),
        modifiedAt: Number(row.modified_at),
      });
      return [schedule.arn, schedule];
    }),
  );

  return {
    schedules,
    groups: () =>
      selectGroups.all().map((row) => toGroup(String(row.name), Number(row.created_at))),
    put(row) {
      const schedule = toSchedule(row);
      const { group, name, input, createdAt, modifiedAt } = row;
      put.run(group, name, JSON.stringify(input), createdAt, modifiedAt);
      schedules.set(schedule.arn, schedule);
      return schedule;
    },
    remove({ arn, group, name }) {
      remove.run(group, name);
      schedules.delete(arn);
    },
    createGroup(name, createdAt) {
      insertGroup.run(name, createdAt);
      return toGroup(name, createdAt);
    },
    removeGroup(name) {
      removeGroup.run(name);
      removeOfGroup.run(name);
      const removed = [...schedules.values()].filter(({ group }) => group === name);
      for (const { arn } of removed) schedules.delete(arn);
      return removed;
    },
  };
}
