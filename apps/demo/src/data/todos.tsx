import { useId, useRef, useState } from 'react';
import { client, type Todo } from './client.js';
import { LiveQueryStatus } from './live-query-status.js';
import { NewTodoForm } from './new-todo-form.js';
import { TodoEntry } from './todo-entry.js';
import { useLiveQuery } from './use-live-query.js';

const observeTodos = () => client.models.Todo.observeQuery();

/** The visitor's todos, oldest first, with the changes that other tabs make. */
export function Todos({ online }: { readonly online: boolean }) {
  const titleId = useId();
  const query = useLiveQuery<Todo>(observeTodos, online);
  const [news, setNews] = useState('');
  const list = useRef<HTMLUListElement>(null);
  return (
    <section className="todos" aria-labelledby={titleId}>
      <div className="data-head">
        <h3 id={titleId}>Todos</h3>
        <p className="muted">
          Only you can read them. Open this page in a second tab: your changes appear there too.
          Each change runs the function watch-todos, which logs the changed fields.
        </p>
      </div>
      <NewTodoForm online={online} onAdded={setNews} />
      <p role="status" className="todos-news">
        {news}
      </p>
      <LiveQueryStatus query={query} what="your todos" />
      {query.items?.length === 0 && (
        <p className="panel-empty">No todo yet. Write one above, and add it.</p>
      )}
      <ul ref={list} className="todo-list" aria-label="Your todos" tabIndex={-1}>
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
  );
}

function byAge(a: Todo, b: Todo): number {
  return a.createdAt.localeCompare(b.createdAt) || a.id.localeCompare(b.id);
}
