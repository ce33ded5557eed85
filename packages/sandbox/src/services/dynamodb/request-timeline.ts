import { modelOfTable } from '../../assembly/model-names.js';
import type { RequestTimeline } from '../../context/timeline/request-entry.js';
import { isJsonObject, parseJson } from '../../protocols/json-value.js';

/** The tables of a request: `table Todo`. */
export const tableTimeline: RequestTimeline = {
  describe({ body }) {
    const value = parseJson(body);
    const input = isJsonObject(value) ? value : {};
    const names = [...new Set(tablesIn(input))].map((name) => modelOfTable(name) ?? name);
    if (names.length === 0) return {};
    return { detail: `${names.length === 1 ? 'table' : 'tables'} ${names.join(', ')}` };
  },
};

function tablesIn({
  TableName,
  RequestItems,
  TransactItems,
}: {
  readonly [name: string]: unknown;
}): readonly string[] {
  if (typeof TableName === 'string') return [TableName];
  if (isJsonObject(RequestItems)) return Object.keys(RequestItems);
  return (Array.isArray(TransactItems) ? TransactItems : [])
    .filter(isJsonObject)
    .flatMap((item) => Object.values(item).filter(isJsonObject))
    .flatMap((action) => (typeof action.TableName === 'string' ? [action.TableName] : []));
}
