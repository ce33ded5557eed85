import { type KeyboardEvent, type ReactNode, useId } from 'react';

export type TabsProps<Name extends string> = {
  /** Name of the group of tabs, for screen readers. */
  readonly label: string;
  readonly tabs: readonly { readonly name: Name; readonly label: string }[];
  readonly selected: Name;
  readonly onSelect: (name: Name) => void;
  /** The panel of the selected tab. */
  readonly children: ReactNode;
};

const STEPS: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1 };

/** Tabs with arrow keys: https://www.w3.org/WAI/ARIA/apg/patterns/tabs/ */
export function Tabs<Name extends string>({
  label,
  tabs,
  selected,
  onSelect,
  children,
}: TabsProps<Name>) {
  const id = useId();
  // A name may contain a space. An id may not.
  const idOf = (name: Name) => `${id}-${tabs.findIndex((tab) => tab.name === name)}`;

  const onKeyDown = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    const position = tabs.findIndex(({ name }) => name === selected);
    const next = step && tabs[(position + step + tabs.length) % tabs.length];
    if (!next) return;
    event.preventDefault();
    onSelect(next.name);
    document.getElementById(idOf(next.name))?.focus();
  };

  return (
    <div className="tabs">
      <div className="tab-list" role="tablist" aria-label={label} onKeyDown={onKeyDown}>
        {tabs.map((tab) => (
          <button
            key={tab.name}
            id={idOf(tab.name)}
            type="button"
            role="tab"
            className="tab"
            aria-selected={tab.name === selected}
            aria-controls={`${id}-panel`}
            tabIndex={tab.name === selected ? 0 : -1}
            onClick={() => onSelect(tab.name)}
          >
            {tab.label}
          </button>
        ))}
      </div>
      <div id={`${id}-panel`} role="tabpanel" aria-labelledby={idOf(selected)}>
        {children}
      </div>
    </div>
  );
}
