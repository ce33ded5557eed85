import { type FormEvent, useId, useState } from 'react';
import {
  Button,
  Dialog,
  ErrorNotice,
  Field,
  Switch,
  showToast,
  useAction,
} from '../controls/index.ts';
import type { UserDialogProps } from './delete-user-dialog.tsx';
import { setPassword } from './user-pool-actions.ts';
import styles from './users.module.css';

export function PasswordDialog({ name, isOpen, onClose, ...address }: UserDialogProps) {
  const form = useId();
  return (
    <Dialog
      title={`Set the password of ${name}`}
      isOpen={isOpen}
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button look="primary" type="submit" form={form}>
            Set password
          </Button>
        </>
      }
    >
      <PasswordForm {...address} id={form} name={name} onClose={onClose} />
    </Dialog>
  );
}

type PasswordFormProps = Omit<UserDialogProps, 'isOpen'> & { readonly id: string };

function PasswordForm({ id, name, onClose, ...address }: PasswordFormProps) {
  const [password, setText] = useState('');
  const [isPermanent, setPermanent] = useState(true);
  const [wasSent, setSent] = useState(false);
  const change = useAction(() => setPassword(address, password, isPermanent));
  async function send(event: FormEvent) {
    event.preventDefault();
    setSent(true);
    if (password === '' || !(await change.run())) return;
    showToast(`The password of ${name} is set.`);
    onClose();
  }
  return (
    <form id={id} onSubmit={send} className={styles.form} noValidate>
      <Field
        label="New password"
        autoFocus
        code
        autoComplete="off"
        value={password}
        onChange={setText}
        error={wasSent && password === '' ? 'Write a password.' : undefined}
      />
      <Switch isSelected={isPermanent} onChange={setPermanent}>
        The password stays. Otherwise the next sign-in asks for a new one.
      </Switch>
      {change.error === undefined ? null : <ErrorNotice error={change.error} />}
    </form>
  );
}
