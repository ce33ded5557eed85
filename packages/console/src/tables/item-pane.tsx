import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import {
  Button,
  CodeEditor,
  ConfirmDialog,
  EmptyState,
  ErrorNotice,
  jsonText,
  Loaded,
  MiddleCut,
  Pane,
  Segments,
  showToast,
  useAction,
} from '../controls/index.ts';
import { type Item, isPlain, plainItem } from './attribute-value.ts';
import styles from './item-pane.module.css';
import { itemIn, type Notation } from './item-text.ts';
import { deleteItem, putItem, useItem } from './table-queries.ts';
import { keyOf, type TableDescription } from './table-request.ts';

export type ItemPaneProps = {
  readonly table: TableDescription;
  readonly itemKey: Item;
  readonly onClose: () => void;
};

/** One item to read, change and delete. */
export function ItemPane({ table, itemKey, onClose }: ItemPaneProps) {
  const query = useItem(table.TableName, itemKey);
  const title = Object.values(plainItem(itemKey)).join(' · ');
  const [isDeleting, setDeleting] = useState(false);
  const removal = useAction(() => deleteItem(table.TableName, itemKey));
  async function remove() {
    if (!(await removal.run())) return;
    showToast('The item is deleted.');
    onClose();
  }
  return (
    <Pane
      title={<MiddleCut text={title} />}
      id={title}
      onClose={onClose}
      actions={
        <Button small look="danger" onPress={() => setDeleting(true)}>
          <Trash2 />
          Delete
        </Button>
      }
    >
      <Loaded query={query}>
        {(item) =>
          item === null ? (
            <EmptyState title="There is no such item any more">
              It was deleted, or its time to live is over.
            </EmptyState>
          ) : (
            <ItemEditor key={JSON.stringify(item)} table={table} item={item} />
          )
        }
      </Loaded>
      <ConfirmDialog
        title="Delete the item?"
        isOpen={isDeleting}
        onClose={() => setDeleting(false)}
        confirm="Delete item"
        onConfirm={remove}
        isPending={removal.isPending}
      >
        <p>
          <code>{title}</code> is gone from the table. A stream sends the change to its functions.
          You cannot undo this.
        </p>
        {removal.error === undefined ? null : <ErrorNotice error={removal.error} />}
      </ConfirmDialog>
    </Pane>
  );
}

export type ItemEditorProps = {
  readonly table: TableDescription;
  readonly item: Item;
  /** Default: false. */
  readonly isNew?: boolean;
  /** Called with a new item when it is written. */
  readonly onCreated?: (item: Item) => void;
};

/** An item as JSON, with or without the types of DynamoDB. */
export function ItemEditor({ table, item, isNew = false, onCreated }: ItemEditorProps) {
  const canBePlain = isPlain(item);
  const [notation, setNotation] = useState<Notation>(canBePlain ? 'plain' : 'typed');
  const [text, setText] = useState(() => textIn(item, canBePlain ? 'plain' : 'typed'));
  const key = keyOf(table, item);
  const save = useAction(async () => {
    const next = itemIn(text, notation, table, isNew ? undefined : key);
    await putItem(table, next, isNew);
    showToast(isNew ? 'The item is added.' : 'The item is saved.');
    onCreated?.(next);
  });
  const current = itemOrUndefined(text, notation);
  const isChanged = text !== textIn(item, notation);
  function change(next: Notation) {
    if (current !== undefined) setText(textIn(current, next));
    setNotation(next);
  }
  return (
    <div className={styles.editor}>
      <div className={styles.head}>
        <Segments
          label="Notation"
          segments={[
            { id: 'plain', label: 'JSON' },
            { id: 'typed', label: 'DynamoDB JSON' },
          ]}
          selected={notation}
          onSelect={(id) => {
            if (id === 'typed') change('typed');
            else if (current === undefined || isPlain(current)) change('plain');
          }}
        />
        {canBePlain ? null : (
          <span className="faint">Sets, binary and long numbers need DynamoDB JSON.</span>
        )}
        <Button
          small
          look="primary"
          isDisabled={!isNew && !isChanged}
          isPending={save.isPending}
          onPress={() => void save.run()}
        >
          {isNew ? 'Add item' : 'Save'}
        </Button>
      </div>
      {save.error === undefined ? null : <ErrorNotice error={save.error} />}
      <CodeEditor label="Item" value={text} onChange={setText} height={420} />
    </div>
  );
}

function textIn(item: Item, notation: Notation): string {
  return jsonText(notation === 'plain' ? plainItem(item) : item);
}

function itemOrUndefined(text: string, notation: Notation): Item | undefined {
  try {
    return itemIn(text, notation);
  } catch {
    return undefined;
  }
}
