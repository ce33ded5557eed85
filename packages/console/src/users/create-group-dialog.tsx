import { type FormEvent, useId, useState } from 'react';
import { Button, Dialog, ErrorNotice, Field, showToast, useAction } from '../controls/index.ts';
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
  const form = useId();
  const [isPending, setPending] = useState(false);
  return (
    <Dialog
      title="Create group"
      isOpen={props.isOpen}
      onClose={props.onClose}
      actions={
        <>
          <Button onPress={props.onClose}>Cancel</Button>
          <Button look="primary" type="submit" form={form} isPending={isPending}>
            Create group
          </Button>
        </>
      }
    >
      <GroupForm {...props} id={form} onPending={setPending} />
    </Dialog>
  );
}

type GroupFormProps = CreateDialogProps & {
  readonly id: string;
  readonly onPending: (isPending: boolean) => void;
};

function GroupForm({ poolId, id, onPending, onCreated, onClose }: GroupFormProps) {
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
