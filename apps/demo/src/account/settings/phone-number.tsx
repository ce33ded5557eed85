import { Button } from '@amplify-recipes/console/controls';
import { sendUserAttributeVerificationCode, updateUserAttributes } from 'aws-amplify/auth';
import { useId, useState } from 'react';
import flows from '../../flows/flows.module.css';
import { TextInput } from '../../form/fields.js';
import { FlowForm } from '../../form/flow-form.js';
import form from '../../form/form.module.css';
import { LinkButton } from '../../form/link-button.js';
import { newPhone, rememberPhone } from '../known-phone.js';
import type { SignedIn } from '../use-session.js';
import { ConfirmAttributeForm } from './confirm-attribute-form.js';

export type PhoneNumberProps = {
  readonly session: SignedIn;
  readonly onConfirmed?: () => void;
};

/** The phone number of a user: adds it, confirms it with a code, and changes it. */
export function PhoneNumber({ session, onConfirmed }: PhoneNumberProps) {
  const { phone_number: number, phone_number_verified: verified } = session.attributes;
  const [isChanging, setChanging] = useState(false);
  const change = () => setChanging(true);
  if (number === undefined || isChanging) {
    return (
      <NumberForm
        session={session}
        onSent={() => setChanging(false)}
        onKeep={isChanging ? () => setChanging(false) : undefined}
      />
    );
  }
  if (verified === 'true') return <ConfirmedNumber number={number} onChange={change} />;
  return (
    <ConfirmAttributeForm
      key={number}
      session={session}
      attribute="phone_number"
      to={number}
      title="Confirm your phone number"
      introduction={
        <>
          A text message with a code was sent to <strong>{number}</strong>. Until you enter it, no
          sign-in sends a code there.
        </>
      }
      onConfirmed={() => {
        rememberPhone(session.email, number);
        onConfirmed?.();
      }}
      other={{ label: 'Use another number', onClick: change }}
    />
  );
}

type NumberFormProps = {
  readonly session: SignedIn;
  readonly onSent: () => void;
  /** Undefined if there is no number to keep. */
  readonly onKeep: (() => void) | undefined;
};

function NumberForm({ session, onSent, onKeep }: NumberFormProps) {
  const [proposed] = useState(newPhone);
  return (
    <FlowForm
      title="Add a phone number"
      introduction="Then a sign-in can send its code by text message. Any number works: the messages are caught here."
      submit="Send a code"
      doing="phone-number"
      onSubmit={async (field) => {
        await updateUserAttributes({ userAttributes: { phone_number: field('phone') } });
        await sendUserAttributeVerificationCode({ userAttributeKey: 'phone_number' });
        await session.reload();
        onSent();
      }}
      others={onKeep && <LinkButton onClick={onKeep}>Keep the number</LinkButton>}
    >
      <TextInput
        label="Phone number"
        name="phone"
        type="tel"
        inputMode="tel"
        autoComplete="tel"
        description="With the country code, such as +1 or +44."
        defaultValue={proposed}
      />
    </FlowForm>
  );
}

type ConfirmedNumberProps = { readonly number: string; readonly onChange: () => void };

function ConfirmedNumber({ number, onChange }: ConfirmedNumberProps) {
  const titleId = useId();
  return (
    <section className={flows.card} aria-labelledby={titleId}>
      <div className={form.head}>
        <h2 id={titleId} className={form.title} tabIndex={-1}>
          Your phone number
        </h2>
        <p className="soft">
          <strong>{number}</strong> is confirmed. A sign-in can send its code there.
        </p>
      </div>
      <div className={form.actions}>
        <Button onPress={onChange}>Change the number</Button>
      </div>
    </section>
  );
}
