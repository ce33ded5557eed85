import { updatePassword } from 'aws-amplify/auth';
import { useState } from 'react';
import { PasswordField } from '../../controls/password-field.js';
import { AccountForm } from '../account-form.js';
import { NewPasswordField } from '../new-password-field.js';
import type { PasswordPolicy } from '../password-policy.js';

export function ChangePasswordForm({
  passwordPolicy,
}: {
  readonly passwordPolicy: PasswordPolicy | undefined;
}) {
  const [changes, setChanges] = useState(0);
  return (
    <AccountForm
      // What was typed goes when it has become the password.
      key={changes}
      title="Change your password"
      introduction="The user pool asks for the old one: an open session is not enough."
      submitLabel="Change the password"
      notice={changes > 0 ? 'The password is changed.' : undefined}
      onSubmit={async ({ oldPassword, password }) => {
        await updatePassword({ oldPassword, newPassword: password });
        setChanges(changes + 1);
      }}
    >
      <PasswordField label="Old password" name="old-password" autoComplete="current-password" />
      <NewPasswordField label="New password" policy={passwordPolicy} />
    </AccountForm>
  );
}
