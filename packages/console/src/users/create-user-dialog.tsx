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
import type { CreateDialogProps } from './create-group-dialog.tsx';
import { createUser } from './user-pool-actions.ts';
import { usePoolDescription } from './user-pool-queries.ts';
import type { Attribute, SchemaAttribute } from './user-pool-types.ts';
import styles from './users.module.css';

export function CreateUserDialog(props: CreateDialogProps) {
  const { isOpen, onClose } = props;
  return (
    <FormDialog title="Create user" submit="Create user" isOpen={isOpen} onClose={onClose}>
      {(form) => <UserForm {...props} {...form} />}
    </FormDialog>
  );
}

function UserForm({ poolId, id, onPending, onCreated, onClose }: CreateDialogProps & DialogForm) {
  const pool = usePoolDescription(poolId);
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [isPermanent, setPermanent] = useState(true);
  const [sendsInvitation, setInvitation] = useState(false);
  const [others, setOthers] = useState<Readonly<Record<string, string>>>({});
  const [wasSent, setSent] = useState(false);
  const aliases = pool.data?.UsernameAttributes ?? [];
  const required = requiredBeside(pool.data?.SchemaAttributes ?? [], aliases);
  const name = username.trim();
  const creation = useAction(async () => {
    const created = await createUser({
      UserPoolId: poolId,
      Username: name,
      attributes: attributesOf(name, aliases, others),
      password,
      isPermanent,
      sendsInvitation,
    });
    showToast(`${name} is created.`);
    onClose();
    onCreated(created);
  });
  async function send(event: FormEvent) {
    event.preventDefault();
    setSent(true);
    if (name === '') return;
    onPending(true);
    await creation.run();
    onPending(false);
  }
  return (
    <form id={id} onSubmit={send} className={styles.form} noValidate>
      <Field
        label={nameLabel(aliases)}
        autoFocus
        autoComplete="off"
        value={username}
        onChange={setUsername}
        error={
          wasSent && name === '' ? `Write the ${nameLabel(aliases).toLowerCase()}.` : undefined
        }
      />
      {required.map(({ Name }) => (
        <Field
          key={Name}
          label={Name}
          value={others[Name] ?? ''}
          onChange={(value) => setOthers({ ...others, [Name]: value })}
        />
      ))}
      <Field
        label="Password"
        autoComplete="off"
        code
        value={password}
        onChange={setPassword}
        description="Without one, Cognito makes a temporary password. The invitation in Messages has it."
      />
      <Switch isSelected={isPermanent} onChange={setPermanent} isDisabled={password === ''}>
        The password stays. Otherwise the first sign-in asks for a new one.
      </Switch>
      <Switch isSelected={sendsInvitation} onChange={setInvitation}>
        Send the invitation
      </Switch>
      {creation.error === undefined ? null : <ErrorNotice error={creation.error} />}
    </form>
  );
}

function nameLabel(aliases: readonly string[]): string {
  const hasEmail = aliases.includes('email');
  const hasPhone = aliases.includes('phone_number');
  if (hasEmail && hasPhone) return 'E-mail address or phone number';
  if (hasEmail) return 'E-mail address';
  return hasPhone ? 'Phone number' : 'User name';
}

/** The attributes that the pool requires beside the name. */
function requiredBeside(
  schema: readonly SchemaAttribute[],
  aliases: readonly string[],
): readonly SchemaAttribute[] {
  return schema.filter(
    ({ Name, Required }) => Required && Name !== 'sub' && !aliases.includes(Name),
  );
}

function attributesOf(
  name: string,
  aliases: readonly string[],
  others: Readonly<Record<string, string>>,
): readonly Attribute[] {
  const kind = name.includes('@') ? 'email' : 'phone_number';
  const alias = aliases.includes(kind) ? [{ Name: kind, Value: name }] : [];
  // The developer vouches for the address, so that the user can recover the password.
  const verified = alias.map(({ Name }) => ({ Name: `${Name}_verified`, Value: 'true' }));
  const rest = Object.entries(others)
    .filter(([, value]) => value !== '')
    .map(([Name, Value]) => ({ Name, Value }));
  return [...alias, ...verified, ...rest];
}
