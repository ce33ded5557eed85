import { SearchX, Table2 } from 'lucide-react';
import { useMemo } from 'react';
import { type DataColumn, DataTable, EmptyState } from '../controls/index.ts';
import { type Item, plain } from './attribute-value.ts';
import styles from './item-list.module.css';
import { keyOf, type TableDescription } from './table-request.ts';

/** More columns than these cannot be read. The details show all attributes. */
const MOST_COLUMNS = 6;
/** What Amplify adds to every model. They come last. */
const LATER = ['createdAt', 'updatedAt', '__typename', '_version', '_lastChangedAt', '_deleted'];

export type ItemListProps = {
  readonly table: TableDescription;
  readonly items: readonly Item[];
  readonly isFiltered: boolean;
  readonly selected: string | undefined;
  readonly onSelect: (key: string) => void;
};

/** Items as rows. The columns are the keys and the most frequent attributes. */
export function ItemList({ table, items, isFiltered, selected, onSelect }: ItemListProps) {
  const names = useMemo(() => columnNames(table, items), [table, items]).join('\n');
  const narrow = useMemo(() => narrowNames(items), [items]).join('\n');
  const columns = useMemo(
    () =>
      names
        .split('\n')
        .map((name, index) => columnOf(name, index, narrow.split('\n').includes(name))),
    [names, narrow],
  );
  return (
    <DataTable
      label="Items"
      columns={columns}
      rows={items}
      rowId={(item) => JSON.stringify(keyOf(table, item))}
      selected={selected}
      onSelect={onSelect}
      empty={
        isFiltered ? (
          <EmptyState icon={<SearchX />} title="No item matches">
            Change the key or the filters, or empty the query.
          </EmptyState>
        ) : (
          <EmptyState icon={<Table2 />} title="The items of the table appear here">
            Write one from your app, or add an item here.
          </EmptyState>
        )
      }
    />
  );
}

function columnOf(name: string, index: number, isNarrow: boolean): DataColumn<Item> {
  return {
    id: name,
    header: name,
    width: isNarrow ? 'minmax(56px, 0.5fr)' : 'minmax(70px, 1.2fr)',
    wideOnly: index > 1,
    value: (item) => textOf(item, name),
    cell: (item) => <CellValue item={item} name={name} />,
  };
}

function CellValue({ item, name }: { readonly item: Item; readonly name: string }) {
  const value = item[name];
  if (value === undefined) return <span className={styles.none}>–</span>;
  const [type = ''] = Object.keys(value);
  return (
    <code className={styles.value} data-type={type}>
      {String(textOf(item, name))}
    </code>
  );
}

function textOf(item: Item, name: string): string | number | undefined {
  const value = item[name];
  if (value === undefined) return undefined;
  const shown = plain(value);
  if (typeof shown === 'string' || typeof shown === 'number') return shown;
  return JSON.stringify(shown);
}

function columnNames(table: TableDescription, items: readonly Item[]): readonly string[] {
  const keys = table.KeySchema.map(({ AttributeName }) => AttributeName);
  const counts = new Map<string, number>();
  for (const item of items) {
    for (const name of Object.keys(item)) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const others = [...counts.keys()]
    .filter((name) => !keys.includes(name))
    .sort(
      (a, b) =>
        LATER.indexOf(a) - LATER.indexOf(b) ||
        (counts.get(b) ?? 0) - (counts.get(a) ?? 0) ||
        a.localeCompare(b),
    );
  return [...keys, ...others].slice(0, MOST_COLUMNS);
}

/** Attributes that are a number, true or false in every item. */
function narrowNames(items: readonly Item[]): readonly string[] {
  const wide = new Set<string>();
  const all = new Set<string>();
  for (const item of items) {
    for (const [name, value] of Object.entries(item)) {
      all.add(name);
      if (!('N' in value || 'BOOL' in value || 'NULL' in value)) wide.add(name);
    }
  }
  return [...all].filter((name) => !wide.has(name));
}
