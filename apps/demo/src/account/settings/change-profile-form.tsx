import { updateUserAttributes } from 'aws-amplify/auth';
import { useState } from 'react';
import { EmailInput, TextInput } from '../../form/fields.js';
import { FlowForm } from '../../form/flow-form.js';
import type { SignedIn } from '../use-session.js';

export type ChangeProfileFormProps = {
  readonly session: SignedIn;
  /** Called when a new address must be confirmed with a code. */
  readonly onNewEmail: (email: string) => void;
};

export function ChangeProfileForm({ session, onNewEmail }: ChangeProfileFormProps) {
  const { attributes } = session;
  const [notice, setNotice] = useState<string>();
  return (
    <FlowForm
      title="Change your profile"
      introduction="A new name takes effect immediately, a new address after you enter its code."
      submit="Save"
      doing="sign-up"
      notice={notice}
      onActivity={() => setNotice(undefined)}
      onSubmit={async (field) => {
        const [name, email] = [field('name'), field('email')];
        const changed = await updateUserAttributes({ userAttributes: { name, email } });
        await session.reload();
        if (changed.email?.nextStep.updateAttributeStep === 'CONFIRM_ATTRIBUTE_WITH_CODE') {
          onNewEmail(email);
        } else {
          setNotice('Your profile is changed.');
        }
      }}
    >
      <TextInput
        label="Name"
        name="name"
        autoComplete="name"
        defaultValue={attributes.name ?? ''}
      />
      <EmailInput defaultValue={attributes.email ?? ''} />
    </FlowForm>
  );
}
