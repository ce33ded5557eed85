import { Tabs } from '@amplify-recipes/console/controls';
import { useSearchParams } from 'wouter';
import type { Flow } from '../guide/flow.js';
import styles from './code.module.css';
import { CodeFile } from './code-file.js';
import { Command } from './command.js';

/** The code of a flow: how the app connects it, the recipe's source, and its tests. */
export function CodePane({ flow }: { readonly flow: Flow }) {
  const [search, setSearch] = useSearchParams();
  const { wiring, recipe, test } = flow.code;
  const tab = (label: string, paths: readonly string[], command?: string) => ({
    id: label.toLowerCase(),
    label,
    content: () => (
      <>
        {command && <Command text={command} />}
        {paths.map((path) => (
          <CodeFile key={path} path={path} />
        ))}
      </>
    ),
  });
  const tabs = [
    tab('Wiring', wiring, flow.command),
    ...(recipe.length > 0 ? [tab('Recipe', recipe)] : []),
    tab('Test', test),
  ];
  return (
    <section className={styles.pane} aria-label="Code">
      <Tabs
        label="Code"
        tabs={tabs}
        selected={search.get('code') ?? 'wiring'}
        onSelect={(code) => setSearch(code === 'wiring' ? {} : { code }, { replace: true })}
      />
    </section>
  );
}
