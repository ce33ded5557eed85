import type { ReactNode } from 'react';
import {
  Tabs as AriaTabs,
  Collection,
  type Key,
  Tab,
  TabList,
  TabPanel,
} from 'react-aria-components';
import styles from './tabs.module.css';

export type TabItem = {
  readonly id: string;
  readonly label: string;
  /** Shown beside the label: the number of logs, for example. */
  readonly count?: number;
  readonly content: () => ReactNode;
};

export type TabsProps = {
  readonly label: string;
  readonly tabs: readonly TabItem[];
  /** The selected tab's id. An id without a tab selects the first. */
  readonly selected: string;
  readonly onSelect: (id: string) => void;
};

/** Tabs in a pane. Only the panel of the selected tab is in the page. */
export function Tabs({ label, tabs, selected, onSelect }: TabsProps) {
  const current = tabs.some((tab) => tab.id === selected) ? selected : (tabs[0]?.id ?? '');
  return (
    <AriaTabs
      className={styles.tabs ?? ''}
      selectedKey={current}
      onSelectionChange={(key: Key) => onSelect(String(key))}
    >
      <TabList aria-label={label} items={tabs} className={styles.list ?? ''}>
        {(tab) => (
          <Tab className={styles.tab ?? ''} id={tab.id}>
            {tab.label}
            {tab.count === undefined ? null : <span className={styles.count}> {tab.count}</span>}
          </Tab>
        )}
      </TabList>
      <Collection items={tabs}>
        {(tab) => (
          <TabPanel className={styles.panel ?? ''} id={tab.id}>
            {tab.content()}
          </TabPanel>
        )}
      </Collection>
    </AriaTabs>
  );
}
