import { requireMap } from './arguments.js';
import { parseJson } from './encodings.js';
import { isList, isMap, isString, type MapValue } from './value-types.js';

type SqlRecord = MapValue;

/**
 * `util.rds.toJsonObject`: for each statement the list of its records, as maps by column. Takes the
 * result of the RDS Data API as JSON or as a map.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/rds-helpers-in-util-rds-js.html
 */
export function toJsonObject(result: unknown): readonly (readonly SqlRecord[])[] {
  const name = 'util.rds.toJsonObject';
  const { sqlStatementResults } = requireMap(name, isString(result) ? parseJson(result) : result);
  return listOf(sqlStatementResults).map((statement) => {
    const { records, columnMetadata } = requireMap(name, statement);
    const columns = listOf(columnMetadata).map((column) => requireMap(name, column));
    return listOf(records).map((record) =>
      Object.fromEntries(
        listOf(record).map((field, index) => [
          columnName(columns[index], index),
          fieldValue(field),
        ]),
      ),
    );
  });
}

/** `$util.rds.toJsonString`: the JSON of `toJsonObject`. */
export function toJsonString(result: unknown): string {
  return JSON.stringify(toJsonObject(result));
}

function listOf(value: unknown): readonly unknown[] {
  return isList(value) ? value : [];
}

function columnName(column: MapValue | undefined, index: number): string {
  const name = column?.label ?? column?.name;
  return isString(name) ? name : String(index);
}

/** A field is a map of one member: its type and value. */
function fieldValue(field: unknown): unknown {
  if (!isMap(field) || field.isNull === true) return null;
  const [value = null] = Object.values(field);
  return value;
}
