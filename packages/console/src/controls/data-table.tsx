import {
  createSortedRowModel,
  rowSortingFeature,
  sortFn_basic,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import clsx from 'clsx';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { type CSSProperties, type ReactNode, useEffect, useId, useMemo, useRef } from 'react';
import styles from './data-table.module.css';
import { nextIndex } from './list-keys.ts';

export type DataColumn<Row> = {
  readonly id: string;
  readonly header: string;
  /** What the column sorts by. */
  readonly value: (row: Row) => string | number | undefined;
  /** Default: the value. */
  readonly cell?: (row: Row) => ReactNode;
  /** A width of a CSS grid. Default: `minmax(0, 1fr)`. */
  readonly width?: string;
  /** Default: `start`. */
  readonly align?: 'start' | 'end';
  /** Default: false. The column is not shown below 640 pixels. */
  readonly wideOnly?: boolean;
};

export type DataTableProps<Row> = {
  /** The accessible name of the table. */
  readonly label: string;
  /** Keep the columns and the rows stable between renders. */
  readonly columns: readonly DataColumn<Row>[];
  readonly rows: readonly Row[];
  readonly rowId: (row: Row) => string;
  readonly selected?: string | undefined;
  /** Selects a row: by a click, Enter or the arrow keys. */
  readonly onSelect?: (id: string) => void;
  /** Shown when there are no rows. */
  readonly empty: ReactNode;
  /** Default: 34 pixels. */
  readonly rowHeight?: number;
};

/** The height of the head, in pixels. */
const HEAD = 34;

const features = tableFeatures({ rowSortingFeature, sortedRowModel: createSortedRowModel() });

/** A table of any length. It sorts by its heads, and the arrow keys walk its rows. */
export function DataTable<Row extends object>(props: DataTableProps<Row>) {
  const { columns, rows, rowId, empty, rowHeight = 34 } = props;
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const definitions = useMemo(
    () =>
      columns.map((column) => ({
        id: column.id,
        accessorFn: (row: Row) => column.value(row),
        sortFn: sortFn_basic,
        sortUndefined: 'last' as const,
      })),
    [columns],
  );
  const data = useMemo(() => [...rows], [rows]);
  const table = useTable({ features, columns: definitions, data, getRowId: rowId });
  const shown = table.getRowModel().rows;
  const virtualizer = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    // The head stays above the rows.
    scrollMargin: HEAD,
    scrollPaddingStart: HEAD,
    getItemKey: (index) => shown[index]?.id ?? index,
  });
  const at = shown.findIndex((row) => row.id === props.selected);

  const items = virtualizer.getVirtualItems();
  const isShown = items.some(({ index }) => index === at);

  // An address can lead to a row that is out of sight.
  const first = useRef(true);
  useEffect(() => {
    if (!first.current || at < 0) return;
    first.current = false;
    virtualizer.scrollToIndex(at);
  }, [at, virtualizer]);

  function select(index: number) {
    const row = shown[index];
    if (row === undefined) return;
    props.onSelect?.(row.id);
    virtualizer.scrollToIndex(index);
  }
  const template = {
    '--columns': columns.map((column) => column.width ?? 'minmax(0, 1fr)').join(' '),
    '--phone-columns': columns
      .filter((column) => !column.wideOnly)
      .map((column) => column.width ?? 'minmax(0, 1fr)')
      .join(' '),
  } as CSSProperties;

  return (
    // biome-ignore lint/a11y/useSemanticElements: the rows are virtual, which a table element cannot lay out
    <div
      role="grid"
      aria-label={props.label}
      aria-rowcount={shown.length + 1}
      aria-colcount={columns.length}
      ref={scroller}
      className={styles.table}
      style={template}
      tabIndex={shown.length === 0 ? -1 : 0}
      {...(isShown ? { 'aria-activedescendant': `${id}-${at}` } : {})}
      onKeyDown={(event) => {
        if (event.target !== event.currentTarget || event.metaKey || event.ctrlKey) return;
        const next = nextIndex(event.key, at, shown.length);
        if (next === undefined) return;
        event.preventDefault();
        select(next);
      }}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: see above */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: its buttons have the focus */}
      <div role="row" aria-rowindex={1} className={clsx(styles.row, styles.head)}>
        {table.getHeaderGroups()[0]?.headers.map((header, index) => (
          <ColumnHead
            key={header.id}
            column={columns[index]}
            sorted={header.column.getIsSorted()}
            onSort={() => header.column.toggleSorting()}
          />
        ))}
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: see above */}
      <div role="rowgroup" className={styles.body}>
        {shown.length === 0 ? (
          // biome-ignore lint/a11y/useSemanticElements: see above
          <div role="row" tabIndex={-1}>
            {/* biome-ignore lint/a11y/useSemanticElements: see above */}
            <div role="gridcell" tabIndex={-1}>
              {empty}
            </div>
          </div>
        ) : null}
        <div
          role="presentation"
          style={{ height: virtualizer.getTotalSize(), position: 'relative' }}
        >
          {items.map((item) => {
            const row = shown[item.index];
            if (row === undefined) return null;
            return (
              // biome-ignore lint/a11y/useSemanticElements: see above
              // biome-ignore lint/a11y/useKeyWithClickEvents: the grid handles the keys
              <div
                key={item.key}
                role="row"
                tabIndex={-1}
                id={`${id}-${item.index}`}
                aria-rowindex={item.index + 2}
                aria-selected={item.index === at}
                className={clsx(styles.row, styles.data, props.onSelect && styles.pressable)}
                style={{ height: rowHeight, transform: `translateY(${item.start - HEAD}px)` }}
                onClick={() => props.onSelect?.(row.id)}
              >
                {columns.map((column) => (
                  <Cell key={column.id} column={column} row={row.original} />
                ))}
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}

type ColumnHeadProps<Row> = {
  readonly column: DataColumn<Row> | undefined;
  readonly sorted: false | 'asc' | 'desc';
  readonly onSort: () => void;
};

function ColumnHead<Row>({ column, sorted, onSort }: ColumnHeadProps<Row>) {
  if (column === undefined) return null;
  const order = sorted === 'asc' ? 'ascending' : sorted === 'desc' ? 'descending' : 'none';
  const Arrow = sorted === 'desc' ? ArrowDown : ArrowUp;
  return (
    // biome-ignore lint/a11y/useSemanticElements: the rows are virtual
    // biome-ignore lint/a11y/useFocusableInteractive: its button has the focus
    <div role="columnheader" aria-sort={order} className={placement(column)}>
      <button type="button" className={styles.sort} onClick={onSort}>
        {column.header}
        {sorted === false ? null : <Arrow aria-hidden size={12} />}
      </button>
    </div>
  );
}

function Cell<Row>({ column, row }: { readonly column: DataColumn<Row>; readonly row: Row }) {
  const value = column.value(row);
  return (
    // biome-ignore lint/a11y/useSemanticElements: the rows are virtual
    <div
      role="gridcell"
      tabIndex={-1}
      className={placement(column)}
      title={value === undefined ? undefined : String(value)}
    >
      {column.cell === undefined ? value : column.cell(row)}
    </div>
  );
}

function placement<Row>(column: DataColumn<Row>): string {
  return clsx(styles.cell, column.align === 'end' && styles.end, column.wideOnly && styles.wide);
}
