import { type FormEvent, useState } from 'react';
import {
  Button,
  type DialogForm,
  ErrorNotice,
  Field,
  FormDialog,
  Select,
  showFailure,
  useAction,
} from '../controls/index.ts';
import { deleteAttribute, setAttribute } from './user-pool-actions.ts';
import { usePoolDescription } from './user-pool-queries.ts';
import type { Attribute } from './user-pool-types.ts';
import styles from './users.module.css';

export type AttributeDialogProps = {
  readonly UserPoolId: string;
  readonly Username: string;
  readonly attributes: readonly Attribute[];
  /** The attribute's name, the empty text for a new one, or undefined: the dialog is closed. */
  readonly edited: string | undefined;
  readonly onClose: () => void;
};

/** Adds, changes or removes one attribute of a user. */
export function AttributeDialog(props: AttributeDialogProps) {
  const { edited, onClose, UserPoolId, Username } = props;
  async function remove() {
    try {
      await deleteAttribute({ UserPoolId, Username }, edited ?? '');
      onClose();
    } catch (error) {
      showFailure(error);
    }
  }
  return (
    <FormDialog
      title={edited ? `Edit ${edited}` : 'Add attribute'}
      submit="Save"
      isOpen={edited !== undefined}
      onClose={onClose}
      action={
        edited ? (
          <Button look="danger" onPress={() => void remove()}>
            Remove
          </Button>
        ) : null
      }
    >
      {(form) => <AttributeForm {...props} {...form} edited={edited ?? ''} />}
    </FormDialog>
  );
}

type AttributeFormProps = AttributeDialogProps & DialogForm & { readonly edited: string };

function AttributeForm({
  id,
  onPending,
  edited,
  attributes,
  onClose,
  ...user
}: AttributeFormProps) {
  const address = { UserPoolId: user.UserPoolId, Username: user.Username };
  const pool = usePoolDescription(address.UserPoolId);
  const [chosen, setChosen] = useState<string | null>(edited === '' ? null : edited);
  const [value, setValue] = useState(attributes.find(({ Name }) => Name === edited)?.Value ?? '');
  const [wasSent, setSent] = useState(false);
  const change = useAction(() => setAttribute(address, chosen ?? '', value));
  const taken = new Set(attributes.map(({ Name }) => Name));
  const free = (pool.data?.SchemaAttributes ?? []).filter(
    ({ Name, Mutable }) => Mutable !== false && Name !== 'sub' && !taken.has(Name),
  );
  async function send(event: FormEvent) {
    event.preventDefault();
    setSent(true);
    if (chosen === null) return;
    onPending(true);
    const isSaved = await change.run();
    onPending(false);
    if (isSaved) onClose();
  }
  return (
    <form id={id} onSubmit={send} className={styles.form} noValidate>
      {edited === '' ? (
        <Select
          label="Attribute"
          choices={free.map(({ Name, AttributeDataType }) => ({
            id: Name,
            label: Name,
            note: AttributeDataType,
          }))}
          selected={chosen}
          onSelect={setChosen}
          error={wasSent && chosen === null ? 'Choose an attribute of the pool.' : undefined}
        />
      ) : null}
      <Field label="Value" value={value} onChange={setValue} autoFocus={edited !== ''} />
      {change.error === undefined ? null : <ErrorNotice error={change.error} />}
    </form>
  );
}
