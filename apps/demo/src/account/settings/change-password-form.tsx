import { updatePassword } from 'aws-amplify/auth';
import { useState } from 'react';
import { useDemo } from '../../demo.js';
import { PasswordInput } from '../../form/fields.js';
import { FlowForm } from '../../form/flow-form.js';
import { NewPasswordField } from '../new-password-field.js';

export function ChangePasswordForm() {
  const { passwordPolicy } = useDemo();
  const [changes, setChanges] = useState(0);
  const [notice, setNotice] = useState<string>();
  return (
    <FlowForm
      // A successful change empties the fields.
      key={changes}
      title="Change your password"
      introduction="The user pool also requires the old password: being signed in is not enough."
      submit="Change the password"
      doing="change-password"
      notice={notice}
      onActivity={() => setNotice(undefined)}
      onSubmit={async (field) => {
        await updatePassword({
          oldPassword: field('old-password'),
          newPassword: field('password'),
        });
        setChanges(changes + 1);
        setNotice('The password is changed.');
      }}
    >
      <PasswordInput label="Old password" name="old-password" autoComplete="current-password" />
      <NewPasswordField label="New password" policy={passwordPolicy} />
    </FlowForm>
  );
}
