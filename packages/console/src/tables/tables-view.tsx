import { Plus, Radio, Table2 } from 'lucide-react';
import { useMemo } from 'react';
import { useLocation, useRoute, useSearchParams } from 'wouter';
import type { Overview } from '../api/contract.ts';
import { useOverview } from '../api/queries.ts';
import {
  Button,
  Count,
  EmptyState,
  ErrorNotice,
  Loaded,
  MissingPane,
  Pane,
  Select,
  SplitPane,
  Toolbar,
  WaitingRows,
} from '../controls/index.ts';
import { consumersOf } from '../live/batches.ts';
import { ViewActions } from '../shell/view-frame.tsx';
import type { Item } from './attribute-value.ts';
import { ItemList } from './item-list.tsx';
import { ItemEditor, ItemPane } from './item-pane.tsx';
import { QueryBar } from './query-bar.tsx';
import { StreamPane } from './stream-pane.tsx';
import { useItems, useTable } from './table-queries.ts';
import { everyItem, keyOf, type TableDescription, type TableQuery } from './table-request.ts';
import styles from './tables-view.module.css';

/** The items of the tables. */
export function TablesView() {
  const overview = useOverview();
  return (
    <Loaded query={overview}>
      {({ tables, functions }) =>
        tables.length === 0 ? (
          <EmptyState icon={<Table2 />} title="The items of the tables appear here">
            The backend has no table. Add a model to <code>defineData</code>, or a table with the
            CDK.
          </EmptyState>
        ) : (
          <Tables tables={tables} functions={functions} />
        )
      }
    </Loaded>
  );
}

type TableRow = Overview['tables'][number];

type TablesProps = {
  readonly tables: readonly TableRow[];
  readonly functions: Overview['functions'];
};

function Tables({ tables, functions }: TablesProps) {
  const [, parameters] = useRoute('/tables/:table?/:part?');
  const [, navigate] = useLocation();
  const row = tables.find(({ name }) => name === parameters?.table) ?? tables[0];
  const description = useTable(row?.name ?? '');
  if (row === undefined) return null;
  const chooser = (
    <Select
      label="Table"
      hideLabel
      choices={tables.map(({ name, friendlyName }) => ({
        id: name,
        label: friendlyName,
      }))}
      selected={row.name}
      onSelect={(name) => navigate(`/tables/${name}`)}
    />
  );
  // The chooser is the way out of a table that cannot be read.
  if (description.data === undefined) {
    return (
      <>
        <Toolbar label="Table">{chooser}</Toolbar>
        <Loaded query={description}>{() => null}</Loaded>
      </>
    );
  }
  const table = description.data;
  return (
    <Items
      key={table.TableName}
      row={row}
      table={table}
      part={parameters?.part}
      functions={functions}
    >
      {chooser}
    </Items>
  );
}

type ItemsProps = {
  readonly row: TableRow;
  readonly table: TableDescription;
  readonly part: string | undefined;
  readonly functions: Overview['functions'];
  readonly children: React.ReactNode;
};

function Items({ row, table, part, functions, children }: ItemsProps) {
  const [search, setSearch] = useSearchParams();
  const [, navigate] = useLocation();
  const query = useMemo(() => readQuery(search.get('query')), [search]);
  const selected = search.get('item') ?? undefined;
  const items = useItems(table, query);
  const rows = useMemo(
    () => items.data?.pages.flatMap(({ Items: page = [] }) => page) ?? [],
    [items.data],
  );
  const scanned = items.data?.pages.reduce((sum, page) => sum + (page.ScannedCount ?? 0), 0) ?? 0;
  const path = `/tables/${row.name}`;
  function change(name: string, value: string | undefined, replace: boolean) {
    const next = new URLSearchParams(search);
    if (value === undefined) next.delete(name);
    else next.set(name, value);
    // The details are an item, a new item or the stream.
    navigate(next.size === 0 ? path : `${path}?${next}`, { replace });
  }
  const triggers = [row.friendlyName, row.name].map((each) => `stream of ${each}`);
  const consumers = consumersOf(functions, triggers);
  const close = () => change('item', undefined, false);
  const isFiltered = JSON.stringify(query) !== JSON.stringify(everyItem);
  return (
    <>
      <ViewActions>
        {row.streamArn === undefined ? null : (
          <Button onPress={() => navigate(`${path}/stream`)}>
            <Radio />
            Stream
          </Button>
        )}
        <Button look="primary" onPress={() => navigate(`${path}/new`)}>
          <Plus />
          Add item
        </Button>
      </ViewActions>
      <SplitPane
        list={
          <>
            <Toolbar
              label="Table"
              end={items.data === undefined ? null : <Count shown={rows.length} all={scanned} />}
            >
              {children}
              <code className={styles.name} title={row.name}>
                {row.name}
              </code>
            </Toolbar>
            <QueryBar
              key={search.get('query')}
              table={table}
              query={query}
              isRunning={items.isFetching && !items.isFetchingNextPage}
              onRun={(next) => {
                if (JSON.stringify(next) === JSON.stringify(query)) void items.refetch();
                else setSearch(searchOf(next), { replace: true });
              }}
            />
            {items.error === null ? null : (
              <div className={styles.failure}>
                <ErrorNotice error={items.error} onRetry={() => void items.refetch()} />
              </div>
            )}
            {items.data === undefined ? (
              items.error === null ? (
                <WaitingRows />
              ) : null
            ) : (
              <ItemList
                table={table}
                items={rows}
                isFiltered={isFiltered}
                selected={selected}
                onSelect={(key) => change('item', key, selected !== undefined)}
              />
            )}
            {items.hasNextPage ? (
              <div className={styles.more}>
                <span className="soft">There are more items.</span>
                <Button
                  small
                  isPending={items.isFetchingNextPage}
                  onPress={() => void items.fetchNextPage()}
                >
                  Show more
                </Button>
              </div>
            ) : null}
          </>
        }
        details={
          part === 'stream' && row.streamArn !== undefined ? (
            <StreamPane
              friendlyName={row.friendlyName}
              streamArn={row.streamArn}
              consumers={consumers}
              onClose={close}
            />
          ) : part === 'new' ? (
            <Pane title="New item" id="new" onClose={close}>
              <ItemEditor
                table={table}
                item={emptyItem(table)}
                isNew
                onCreated={(item) => change('item', JSON.stringify(keyOf(table, item)), true)}
              />
            </Pane>
          ) : selected === undefined ? undefined : (
            <SelectedItem key={selected} table={table} text={selected} onClose={close} />
          )
        }
      />
    </>
  );
}

type SelectedItemProps = {
  readonly table: TableDescription;
  /** The key as JSON, as the address has it. */
  readonly text: string;
  readonly onClose: () => void;
};

function SelectedItem({ table, text, onClose }: SelectedItemProps) {
  const key = readObject(text);
  if (key !== undefined) return <ItemPane table={table} itemKey={key as Item} onClose={onClose} />;
  return (
    <MissingPane name="Item" onClose={onClose} title="The address names no item">
      Choose an item of the list.
    </MissingPane>
  );
}

function searchOf(query: TableQuery): Record<string, string> {
  const text = JSON.stringify(query);
  return text === JSON.stringify(everyItem) ? {} : { query: text };
}

/** An address can be of an older page, or written by hand. */
function readQuery(text: string | null): TableQuery {
  const value = text === null ? undefined : readObject(text);
  return value === undefined ? everyItem : { ...everyItem, ...value };
}

function readObject(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The keys without values, to be written. */
function emptyItem(table: TableDescription): Item {
  return Object.fromEntries(
    table.KeySchema.map(({ AttributeName }) => {
      const definition = table.AttributeDefinitions.find(
        (each) => each.AttributeName === AttributeName,
      );
      return [AttributeName, definition?.AttributeType === 'N' ? { N: '0' } : { S: '' }];
    }),
  );
}
