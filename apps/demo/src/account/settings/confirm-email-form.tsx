import { confirmUserAttribute, sendUserAttributeVerificationCode } from 'aws-amplify/auth';
import { useState } from 'react';
import { Failure } from '../../form/failure.js';
import { FlowForm } from '../../form/flow-form.js';
import { LinkButton } from '../../form/link-button.js';
import { useAction } from '../../form/use-action.js';
import { CodeInput } from '../code-input.js';
import type { SignedIn } from '../use-session.js';

const REASONS = ['CustomMessage_UpdateUserAttribute', 'CustomMessage_VerifyUserAttribute'];

export type ConfirmEmailFormProps = {
  readonly session: SignedIn;
  readonly email: string;
  readonly onDone: (isConfirmed: boolean) => void;
};

export function ConfirmEmailForm({ session, email, onDone }: ConfirmEmailFormProps) {
  const [code, setCode] = useState('');
  const [notice, setNotice] = useState<string>();
  const resend = useAction(async () => {
    setNotice(undefined);
    await sendUserAttributeVerificationCode({ userAttributeKey: 'email' });
    setNotice('A new code was sent.');
  }, code);
  return (
    <FlowForm
      title="Confirm your new address"
      introduction={
        <>
          A code was sent to <strong>{email}</strong>. The old address stays until you enter it.
        </>
      }
      submit="Confirm"
      doing="code"
      notice={notice}
      onActivity={() => setNotice(undefined)}
      onSubmit={async (field) => {
        await confirmUserAttribute({ userAttributeKey: 'email', confirmationCode: field('code') });
        await session.reload();
        onDone(true);
      }}
      others={
        <>
          <LinkButton inactive={resend.pending} onClick={() => resend.run()}>
            Send a new code
          </LinkButton>
          <LinkButton onClick={() => onDone(false)}>Keep the old address</LinkButton>
        </>
      }
    >
      <CodeInput code={code} onCode={setCode} email={email} reasons={REASONS} />
      <Failure error={resend.error} />
    </FlowForm>
  );
}
