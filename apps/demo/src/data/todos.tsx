import { Chip } from '@amplify-recipes/console/controls';
import { useEffect, useId, useRef, useState } from 'react';
import { NeedsAccount } from '../account/needs-account.js';
import { isOnline, useDemo } from '../demo.js';
import flows from '../flows/flows.module.css';
import { Outcome } from '../guide/outcome.js';
import { useFinish } from '../guide/use-finish.js';
import { client, type Todo } from './client.js';
import { LiveQueryStatus } from './live-query-status.js';
import { NewTodoForm } from './new-todo-form.js';
import { TodoEntry } from './todo-entry.js';
import styles from './todos.module.css';
import { useLiveQuery } from './use-live-query.js';
import { WatchedChanges } from './watched-changes.js';

const observeTodos = () => client.models.Todo.observeQuery();

export function Todos() {
  return <NeedsAccount>{({ user }) => <TodoList key={user.userId} />}</NeedsAccount>;
}

/** The visitor's todos, oldest first, with the changes that other tabs make. */
function TodoList() {
  const online = isOnline(useDemo());
  const titleId = useId();
  const query = useLiveQuery<Todo>(observeTodos, online);
  const [news, setNews] = useState('');
  const list = useRef<HTMLUListElement>(null);
  const own = useRef(new Set<string>());
  const fromElsewhere = useTodoFromElsewhere(query.items, own.current);
  return (
    <div className={flows.stack}>
      <section className={flows.card} aria-labelledby={titleId}>
        <div className={flows.between}>
          <h2 id={titleId}>Your todos</h2>
          <a href="/todos" target="_blank" rel="noreferrer">
            Open a second tab
          </a>
        </div>
        <NewTodoForm
          onActivity={() => setNews('')}
          onAdded={(id, words) => {
            own.current.add(id);
            setNews(words);
          }}
        />
        <p role="status" className="soft">
          {news}
        </p>
        <LiveQueryStatus query={query} what="your todos" />
        {query.items?.length === 0 && <p className="soft">No todo yet. Write one above.</p>}
        <ul ref={list} className={styles.list} aria-label="Your todos" tabIndex={-1}>
          {query.items?.toSorted(byAge).map((todo) => (
            <TodoEntry
              key={todo.id}
              todo={todo}
              online={online}
              onDeleted={() => {
                setNews(`${todo.content} is deleted.`);
                // The deletion removes the button that had the focus.
                list.current?.focus();
              }}
            />
          ))}
        </ul>
      </section>
      <WatchedChanges />
      {fromElsewhere && (
        <Outcome title={`“${fromElsewhere}” came from another tab.`}>
          A subscription brought it. Another user gets none of your changes: the schema allows only
          the owner.
        </Outcome>
      )}
      {!fromElsewhere && query.items !== undefined && query.items.length > 0 && (
        <p className="soft">
          <Chip>Next</Chip> Add a todo in a second tab, and watch it appear here.
        </p>
      )}
    </div>
  );
}

/** The text of a todo that another tab added while this one was open. */
function useTodoFromElsewhere(
  items: readonly Todo[] | undefined,
  own: ReadonlySet<string>,
): string | undefined {
  const finish = useFinish();
  const known = useRef<ReadonlySet<string>>(undefined);
  const [content, setContent] = useState<string>();
  useEffect(() => {
    if (items === undefined) return;
    known.current ??= new Set(items.map(({ id }) => id));
    // The tab's own todos arrive through the subscription too, before or after their response.
    const timer = setTimeout(() => {
      const foreign = items.findLast(({ id }) => !known.current?.has(id) && !own.has(id));
      if (foreign === undefined) return;
      setContent(foreign.content);
      finish();
    }, SETTLED_MS);
    return () => clearTimeout(timer);
  }, [items, own, finish]);
  return content;
}

const SETTLED_MS = 500;

function byAge(a: Todo, b: Todo): number {
  return a.createdAt.localeCompare(b.createdAt) || a.id.localeCompare(b.id);
}
