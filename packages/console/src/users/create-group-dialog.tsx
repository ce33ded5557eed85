import { type FormEvent, useState } from 'react';
import {
  type DialogForm,
  ErrorNotice,
  Field,
  FormDialog,
  showToast,
  useAction,
} from '../controls/index.ts';
import { createGroup } from './user-pool-actions.ts';
import styles from './users.module.css';

export type CreateDialogProps = {
  readonly poolId: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  /** Called with the name of what was created. */
  readonly onCreated: (name: string) => void;
};

export function CreateGroupDialog(props: CreateDialogProps) {
  const { isOpen, onClose } = props;
  return (
    <FormDialog title="Create group" submit="Create group" isOpen={isOpen} onClose={onClose}>
      {(form) => <GroupForm {...props} {...form} />}
    </FormDialog>
  );
}

function GroupForm({ poolId, id, onPending, onCreated, onClose }: CreateDialogProps & DialogForm) {
  const [name, setName] = useState('');
  const [description, setDescription] = useState('');
  const [precedence, setPrecedence] = useState('');
  const [wasSent, setSent] = useState(false);
  const creation = useAction(() =>
    createGroup({
      UserPoolId: poolId,
      GroupName: name.trim(),
      ...(description === '' ? {} : { Description: description }),
      ...(precedence === '' ? {} : { Precedence: Number(precedence) }),
    }),
  );
  const isNumber = precedence === '' || /^\d+$/.test(precedence);
  async function send(event: FormEvent) {
    event.preventDefault();
    setSent(true);
    if (name.trim() === '' || !isNumber) return;
    onPending(true);
    const isCreated = await creation.run();
    onPending(false);
    if (!isCreated) return;
    showToast(`The group ${name.trim()} is created.`);
    onClose();
    onCreated(name.trim());
  }
  return (
    <form id={id} onSubmit={send} className={styles.form} noValidate>
      <Field
        label="Name"
        autoFocus
        value={name}
        onChange={setName}
        error={wasSent && name.trim() === '' ? 'Give the group a name.' : undefined}
      />
      <Field label="Description" value={description} onChange={setDescription} />
      <Field
        label="Precedence"
        inputMode="numeric"
        value={precedence}
        onChange={setPrecedence}
        description="The role of the group with the lowest number is the user's role."
        error={isNumber ? undefined : 'Write a whole number from 0, or nothing.'}
      />
      {creation.error === undefined ? null : <ErrorNotice error={creation.error} />}
    </form>
  );
}
