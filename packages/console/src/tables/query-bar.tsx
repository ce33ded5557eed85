import { ArrowDownWideNarrow, ArrowUpNarrowWide, Plus, RotateCw, X } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { Button, Field, IconButton, Select } from '../controls/index.ts';
import styles from './query-bar.module.css';
import {
  everyItem,
  type Filter,
  type FilterOperator,
  indexesOf,
  keysOf,
  type SortOperator,
  type TableDescription,
  type TableQuery,
} from './table-request.ts';

const sortOperators: readonly SortOperator[] = ['=', '<', '<=', '>', '>=', 'begins_with'];
const filterOperators: readonly FilterOperator[] = [
  ...['=', '<>', '<', '<=', '>', '>='],
  ...['contains', 'begins_with', 'attribute_exists', 'attribute_not_exists'],
] as readonly FilterOperator[];

const words: Readonly<Record<string, string>> = {
  begins_with: 'begins with',
  attribute_exists: 'exists',
  attribute_not_exists: 'does not exist',
};

export type QueryBarProps = {
  readonly table: TableDescription;
  readonly query: TableQuery;
  readonly onRun: (query: TableQuery) => void;
  readonly isRunning: boolean;
};

/** Asks for items by a key and filters. Empty, it scans the table. */
export function QueryBar({ table, query, onRun, isRunning }: QueryBarProps) {
  const [draft, setDraft] = useState(query);
  const keys = keysOf(table, draft.index);
  const change = (changes: Partial<TableQuery>) => setDraft({ ...draft, ...changes });
  function send(event: FormEvent) {
    event.preventDefault();
    onRun(draft);
  }
  function clear() {
    setDraft(everyItem);
    onRun(everyItem);
  }
  const isEmpty = JSON.stringify(draft) === JSON.stringify(everyItem);
  return (
    <form className={styles.bar} onSubmit={send} aria-label="Query">
      <div className={styles.line}>
        <div className={styles.index}>
          <Select
            label="Index"
            hideLabel
            choices={[
              { id: '', label: 'Table' },
              ...indexesOf(table).map(({ IndexName }) => ({ id: IndexName, label: IndexName })),
            ]}
            selected={draft.index}
            onSelect={(index) => change({ index, sort: '' })}
          />
        </div>
        <Field
          label={`Partition key ${keys.partition}`}
          hideLabel
          placeholder={`${keys.partition} = any`}
          code
          value={draft.partition}
          onChange={(partition) => change({ partition })}
        />
        {keys.sort === undefined || draft.partition === '' ? null : (
          <>
            <div className={styles.operator}>
              <Select
                label="Comparison of the sort key"
                hideLabel
                choices={sortOperators.map(choiceOf)}
                selected={draft.sortOperator}
                onSelect={(id) =>
                  change({ sortOperator: sortOperators.find((each) => each === id) ?? '=' })
                }
              />
            </div>
            <Field
              label={`Sort key ${keys.sort}`}
              hideLabel
              placeholder={`${keys.sort} = any`}
              code
              value={draft.sort}
              onChange={(sort) => change({ sort })}
            />
            <IconButton
              label={
                draft.descending ? 'The greatest sort key is first' : 'The least sort key is first'
              }
              onPress={() => change({ descending: !draft.descending })}
            >
              {draft.descending ? <ArrowDownWideNarrow /> : <ArrowUpNarrowWide />}
            </IconButton>
          </>
        )}
        <span className={styles.buttons}>
          <Button
            onPress={() =>
              change({
                filters: [...draft.filters, { attribute: '', operator: '=', value: '' }],
              })
            }
          >
            <Plus />
            Filter
          </Button>
          <Button type="submit" isPending={isRunning}>
            <RotateCw />
            {draft.partition === '' ? 'Scan' : 'Query'}
          </Button>
          {isEmpty ? null : (
            <IconButton label="Empty the query" onPress={clear}>
              <X />
            </IconButton>
          )}
        </span>
      </div>
      {draft.filters.map((filter, index) => (
        <FilterLine
          key={index}
          filter={filter}
          onChange={(next) =>
            change({ filters: draft.filters.map((each, at) => (at === index ? next : each)) })
          }
          onRemove={() => change({ filters: draft.filters.filter((_, at) => at !== index) })}
        />
      ))}
    </form>
  );
}

type FilterLineProps = {
  readonly filter: Filter;
  readonly onChange: (filter: Filter) => void;
  readonly onRemove: () => void;
};

function FilterLine({ filter, onChange, onRemove }: FilterLineProps) {
  const hasValue = !filter.operator.startsWith('attribute_');
  return (
    <div className={styles.line}>
      <Field
        label="Attribute"
        hideLabel
        placeholder="Attribute"
        code
        autoFocus={filter.attribute === ''}
        value={filter.attribute}
        onChange={(attribute) => onChange({ ...filter, attribute })}
      />
      <div className={styles.operator}>
        <Select
          label="Comparison"
          hideLabel
          choices={filterOperators.map(choiceOf)}
          selected={filter.operator}
          onSelect={(id) =>
            onChange({
              ...filter,
              operator: filterOperators.find((each) => each === id) ?? '=',
            })
          }
        />
      </div>
      {hasValue ? (
        <Field
          label="Value"
          hideLabel
          placeholder={'Value: 12, true, text or "12"'}
          code
          value={filter.value}
          onChange={(value) => onChange({ ...filter, value })}
        />
      ) : null}
      <IconButton label="Remove the filter" onPress={onRemove}>
        <X />
      </IconButton>
    </div>
  );
}

function choiceOf(operator: string) {
  return { id: operator, label: words[operator] ?? operator };
}
