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
      // A successful change empties the fields.
      key={changes}
      title="Change your password"
      introduction="The user pool also requires the old password: being signed in is not enough."
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
