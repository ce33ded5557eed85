import { type FormEvent, useState } from 'react';
import {
  type DialogForm,
  ErrorNotice,
  Field,
  FormDialog,
  Switch,
  showToast,
  useAction,
} from '../controls/index.ts';
import type { UserDialogProps } from './delete-user-dialog.tsx';
import { setPassword } from './user-pool-actions.ts';
import styles from './users.module.css';

export function PasswordDialog(props: UserDialogProps) {
  const { name, isOpen, onClose } = props;
  return (
    <FormDialog
      title={`Set the password of ${name}`}
      submit="Set password"
      isOpen={isOpen}
      onClose={onClose}
    >
      {(form) => <PasswordForm {...props} {...form} />}
    </FormDialog>
  );
}

function PasswordForm({
  id,
  onPending,
  name,
  onClose,
  UserPoolId,
  Username,
}: UserDialogProps & DialogForm) {
  const address = { UserPoolId, Username };
  const [password, setText] = useState('');
  const [isPermanent, setPermanent] = useState(true);
  const [wasSent, setSent] = useState(false);
  const change = useAction(() => setPassword(address, password, isPermanent));
  async function send(event: FormEvent) {
    event.preventDefault();
    setSent(true);
    if (password === '') return;
    onPending(true);
    const isSet = await change.run();
    onPending(false);
    if (!isSet) return;
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
