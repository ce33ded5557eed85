import { Button } from '@amplify-recipes/console/controls';
import { useEffect, useRef, useState } from 'react';
import { Failure } from '../form/failure.js';
import { type Action, useAction } from '../form/use-action.js';
import { client, dataOf, type Todo } from './client.js';
import styles from './todos.module.css';

export type TodoEntryProps = {
  readonly todo: Todo;
  readonly online: boolean;
  readonly onDeleted: () => void;
};

type Changes = { readonly content?: string; readonly isDone?: boolean };
type Update = { readonly changes: Changes; readonly onDone?: () => void };

/** A todo that the visitor ticks off, edits and deletes. */
export function TodoEntry({ todo, online, onDeleted }: TodoEntryProps) {
  const { shown, update } = useTodo(todo, online);
  const [editing, setEditing] = useState(false);
  const actions = useActions(editing);
  const removal = useAction(async () => {
    dataOf(await client.models.Todo.delete({ id: todo.id }));
    onDeleted();
  }, `${shown.updatedAt} ${online}`);
  return (
    <li className={styles.todo}>
      {editing ? (
        <EditForm todo={shown} update={update} onClose={() => setEditing(false)} />
      ) : (
        <>
          <label className={styles.content} data-done={shown.isDone}>
            <input
              type="checkbox"
              checked={shown.isDone ?? false}
              onChange={(event) => update.run({ changes: { isDone: event.target.checked } })}
            />
            <span>{shown.content}</span>
          </label>
          <span ref={actions} className={styles.actions}>
            <Button small aria-label={`Edit ${shown.content}`} onPress={() => setEditing(true)}>
              Edit
            </Button>
            <Button
              small
              aria-label={`Delete ${shown.content}`}
              isPending={removal.pending}
              onPress={() => removal.run()}
            >
              Delete
            </Button>
          </span>
        </>
      )}
      <Failure error={update.error ?? removal.error} />
    </li>
  );
}

/**
 * The newest known version of a todo. That of the visitor's own change is in its response, so it
 * does not wait for the subscription. While the change is on its way, it is shown already.
 */
function useTodo(todo: Todo, online: boolean) {
  const [own, setOwn] = useState(todo);
  const [pending, setPending] = useState<Changes>({});
  const newest = own.updatedAt > todo.updatedAt ? own : todo;
  const update = useAction(async ({ changes, onDone }: Update) => {
    setPending(changes);
    try {
      setOwn(dataOf(await client.models.Todo.update({ id: todo.id, ...changes })));
      onDone?.();
    } finally {
      setPending({});
    }
  }, `${newest.updatedAt} ${online}`);
  return { shown: { ...newest, ...pending }, update };
}

/** Moves the focus back to the button Edit when the form that it opened is closed. */
function useActions(editing: boolean) {
  const actions = useRef<HTMLSpanElement>(null);
  const wasEditing = useRef(false);
  useEffect(() => {
    if (wasEditing.current && !editing) actions.current?.querySelector('button')?.focus();
    wasEditing.current = editing;
  }, [editing]);
  return actions;
}

type EditFormProps = {
  readonly todo: Todo;
  readonly update: Action<Update>;
  readonly onClose: () => void;
};

function EditForm({ todo, update, onClose }: EditFormProps) {
  return (
    <form
      className={styles.edit}
      aria-label={`Edit ${todo.content}`}
      onSubmit={(event) => {
        event.preventDefault();
        const content = String(new FormData(event.currentTarget).get('content')).trim();
        void update.run({ changes: { content }, onDone: onClose });
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
      }}
    >
      <input
        ref={focus}
        name="content"
        aria-label="Todo"
        autoComplete="off"
        required
        pattern=".*\S.*"
        title="Write what is to do."
        defaultValue={todo.content}
      />
      <Button type="submit" small look="primary" isPending={update.pending}>
        Save
      </Button>
      <Button small onPress={onClose}>
        Cancel
      </Button>
    </form>
  );
}

function focus(input: HTMLInputElement | null): void {
  input?.focus();
}
