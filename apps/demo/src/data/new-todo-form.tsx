import { useState } from 'react';
import { TextInput } from '../form/fields.js';
import { FlowForm } from '../form/flow-form.js';
import { client, dataOf } from './client.js';

export type NewTodoFormProps = {
  /** Called with a sentence about the new todo. */
  readonly onAdded: (id: string, news: string) => void;
  /** Called when the visitor writes another todo, or sends it. */
  readonly onActivity: () => void;
};

export function NewTodoForm({ onAdded, onActivity }: NewTodoFormProps) {
  const [content, setContent] = useState('');
  return (
    <FlowForm
      plain
      title="Add a todo"
      submit="Add"
      doing="other"
      onActivity={onActivity}
      onSubmit={async () => {
        const todo = dataOf(
          await client.models.Todo.create({ content: content.trim(), isDone: false }),
        );
        setContent('');
        onAdded(todo.id, `${todo.content} is added.`);
      }}
    >
      <TextInput
        label="New todo"
        name="content"
        autoComplete="off"
        placeholder="Buy milk"
        value={content}
        onChange={setContent}
      />
    </FlowForm>
  );
}
