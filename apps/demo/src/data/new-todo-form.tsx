import { useState } from 'react';
import { Button } from '../controls/button.js';
import { FailureNotice } from '../controls/failure-notice.js';
import { Field } from '../controls/field.js';
import { useAction } from '../controls/use-action.js';
import { client, dataOf } from './client.js';

export type NewTodoFormProps = {
  readonly online: boolean;
  /** Called with a sentence about the new todo. */
  readonly onAdded: (news: string) => void;
};

export function NewTodoForm({ online, onAdded }: NewTodoFormProps) {
  const [content, setContent] = useState('');
  const add = useAction(async () => {
    onAdded('');
    const todo = dataOf(
      await client.models.Todo.create({ content: content.trim(), isDone: false }),
    );
    setContent('');
    onAdded(`${todo.content} is added.`);
  }, `${content} ${online}`);
  return (
    <form
      className="data-form"
      aria-label="Add a todo"
      onSubmit={(event) => {
        event.preventDefault();
        void add.run();
      }}
    >
      <Field
        label="New todo"
        name="content"
        autoComplete="off"
        placeholder="Buy milk"
        pattern=".*\S.*"
        title="Write what is to do."
        value={content}
        onChange={(event) => setContent(event.target.value)}
      />
      <Button type="submit" pending={add.pending}>
        Add
      </Button>
      <FailureNotice error={add.error} />
    </form>
  );
}
