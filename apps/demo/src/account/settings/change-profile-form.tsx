import { updateUserAttributes } from 'aws-amplify/auth';
import { useState } from 'react';
import { Field } from '../../controls/field.js';
import { AccountForm } from '../account-form.js';
import { EmailField } from '../email-field.js';
import type { AccountFlow } from '../use-account-flow.js';
import type { SignedIn } from '../use-session.js';

export function ChangeProfileForm({
  session,
  flow,
}: {
  readonly session: SignedIn;
  readonly flow: AccountFlow;
}) {
  const { attributes } = session;
  const [saved, setSaved] = useState(false);
  return (
    <AccountForm
      title="Change your profile"
      introduction="A new name takes effect immediately, a new address after you enter its code."
      submitLabel="Save"
      notice={saved ? 'Your profile is changed.' : undefined}
      onSubmit={async ({ name, email }) => {
        setSaved(false);
        const changed = await updateUserAttributes({ userAttributes: { name, email } });
        await session.reload();
        if (changed.email?.nextStep.updateAttributeStep === 'CONFIRM_ATTRIBUTE_WITH_CODE') {
          flow.changeEmailTo(email);
        } else {
          setSaved(true);
        }
      }}
    >
      <Field label="Name" name="name" autoComplete="name" defaultValue={attributes.name} />
      <EmailField defaultValue={attributes.email} />
    </AccountForm>
  );
}
