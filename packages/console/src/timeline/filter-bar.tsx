import { ChevronDown, Search, X } from 'lucide-react';
import { memo, useEffect, useMemo, useRef } from 'react';
import { Button, Input, SearchField } from 'react-aria-components';
import type { TimelineEntry } from '../api/contract.ts';
import { ChoiceMenu, type MenuChoice } from '../controls/index.ts';
import { serviceLabel } from '../diagram/lifelines.ts';
import { type StatusChoice, statusChoices, type TimelineFilter } from './filter.ts';
import styles from './filter-bar.module.css';

type FilterBarProps = {
  readonly entries: readonly TimelineEntry[];
  readonly filter: TimelineFilter;
  readonly onChange: (changes: Partial<TimelineFilter>) => void;
  readonly count: number;
  readonly forgotten: number;
};

const statusLabels: Record<StatusChoice, string> = {
  failed: 'Failed',
  denied: 'Denied',
  running: 'Running',
  cold: 'Cold start',
  retried: 'Retried',
};

/** Search and filters of the timeline. A slash leads to the search. */
export const FilterBar = memo(function FilterBar(props: FilterBarProps) {
  const { entries, filter, onChange, count, forgotten } = props;
  const input = useRef<HTMLInputElement>(null);
  useSlash(input);
  const values = useMemo(() => valuesOf(entries), [entries]);
  return (
    <div className={styles.bar} role="toolbar" aria-label="Filters">
      <SearchField
        aria-label="Filter the timeline"
        value={filter.text}
        onChange={(text) => onChange({ text })}
        className={styles.search ?? ''}
      >
        <Search aria-hidden size={13} />
        <Input ref={input} placeholder="Filter" className={styles.input ?? ''} />
        <kbd className={styles.key}>/</kbd>
      </SearchField>
      <FilterMenu
        name="Service"
        choices={values.services}
        selected={filter.services}
        onSelect={(services) => onChange({ services })}
      />
      <FilterMenu
        name="Function"
        choices={values.functions}
        selected={filter.functions}
        onSelect={(functions) => onChange({ functions })}
      />
      <FilterMenu
        name="Status"
        choices={statusChoices.map((id) => ({ id, label: statusLabels[id] }))}
        selected={filter.statuses}
        onSelect={(ids) =>
          onChange({ statuses: statusChoices.filter((choice) => ids.includes(choice)) })
        }
      />
      <FilterMenu
        name="User"
        mode="single"
        choices={values.users}
        selected={filter.user === undefined ? [] : [filter.user]}
        onSelect={([user]) => onChange({ user })}
      />
      <span className={styles.count} title={countTitle(count, forgotten)}>
        <span className="visually-hidden">{countTitle(count, forgotten)}</span>
        <span aria-hidden>
          {count.toLocaleString('en')}
          {forgotten === 0 ? '' : ` · ${forgotten.toLocaleString('en')} forgotten`}
        </span>
      </span>
    </div>
  );
});

type FilterMenuProps = {
  readonly name: string;
  readonly choices: readonly MenuChoice[];
  readonly selected: readonly string[];
  readonly onSelect: (ids: readonly string[]) => void;
  readonly mode?: 'single' | 'multiple';
};

function FilterMenu({ name, choices, selected, onSelect, mode = 'multiple' }: FilterMenuProps) {
  const labels = selected.map((id) => choices.find((choice) => choice.id === id)?.label ?? id);
  const isOn = selected.length > 0;
  return (
    <span className={styles.filter} data-on={isOn}>
      <ChoiceMenu
        label={name}
        choices={choices}
        selected={selected}
        onSelect={onSelect}
        mode={mode}
        trigger={
          <Button
            className={styles.chip ?? ''}
            aria-label={isOn ? `${name}: ${labels.join(', ')}` : name}
          >
            <span className={styles.label}>{isOn ? labels.join(', ') : name}</span>
            {isOn ? null : <ChevronDown aria-hidden size={12} />}
          </Button>
        }
      />
      {isOn ? (
        <Button
          className={styles.clear ?? ''}
          aria-label={`Do not filter by ${name.toLowerCase()}`}
          onPress={() => onSelect([])}
        >
          <X aria-hidden size={12} />
        </Button>
      ) : null}
    </span>
  );
}

function valuesOf(entries: readonly TimelineEntry[]) {
  const services = new Set<string>();
  const functions = new Set<string>();
  const users = new Set<string>();
  for (const entry of entries) {
    services.add(entry.service);
    if (entry.function !== undefined) functions.add(entry.function);
    if (entry.user !== undefined) users.add(entry.user);
  }
  return {
    services: choicesOf(services, serviceLabel),
    functions: choicesOf(functions),
    users: choicesOf(users),
  };
}

function choicesOf(
  ids: ReadonlySet<string>,
  label: (id: string) => string = (id) => id,
): readonly MenuChoice[] {
  return [...ids]
    .map((id) => ({ id, label: label(id) }))
    .sort((a, b) => a.label.localeCompare(b.label));
}

function countTitle(count: number, forgotten: number): string {
  const shown = `${count.toLocaleString('en')} entries`;
  if (forgotten === 0) return shown;
  return `${shown}. The oldest ${forgotten.toLocaleString('en')} are forgotten: the timeline keeps the last 10,000.`;
}

function useSlash(input: { readonly current: HTMLInputElement | null }): void {
  useEffect(() => {
    function press(event: KeyboardEvent) {
      const target = event.target instanceof HTMLElement ? event.target : undefined;
      if (event.key !== '/' || target?.matches('input, textarea, [contenteditable="true"]')) return;
      event.preventDefault();
      input.current?.focus();
    }
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [input]);
}
