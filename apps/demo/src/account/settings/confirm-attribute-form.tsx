import { confirmUserAttribute, sendUserAttributeVerificationCode } from 'aws-amplify/auth';
import { type ReactNode, useState } from 'react';
import { Failure } from '../../form/failure.js';
import { FlowForm } from '../../form/flow-form.js';
import { LinkButton } from '../../form/link-button.js';
import { useAction } from '../../form/use-action.js';
import { CodeInput } from '../code-input.js';
import type { SignedIn } from '../use-session.js';

const REASONS = ['CustomMessage_UpdateUserAttribute', 'CustomMessage_VerifyUserAttribute'];

export type ConfirmAttributeFormProps = {
  readonly session: SignedIn;
  readonly attribute: 'email' | 'phone_number';
  /** The address or number to which the code was sent. */
  readonly to: string;
  readonly title: string;
  readonly introduction: ReactNode;
  readonly onConfirmed: () => void;
  /** The way out without a code. */
  readonly other: { readonly label: string; readonly onClick: () => void };
};

/** Asks for the code that confirms a new address or number. */
export function ConfirmAttributeForm(props: ConfirmAttributeFormProps) {
  const { session, attribute, to, other, onConfirmed } = props;
  const [code, setCode] = useState('');
  const [notice, setNotice] = useState<string>();
  const resend = useAction(async () => {
    setNotice(undefined);
    await sendUserAttributeVerificationCode({ userAttributeKey: attribute });
    setNotice('A new code was sent.');
  }, code);
  return (
    <FlowForm
      title={props.title}
      introduction={props.introduction}
      submit="Confirm"
      doing="code"
      notice={notice}
      onActivity={() => setNotice(undefined)}
      onSubmit={async (field) => {
        await confirmUserAttribute({
          userAttributeKey: attribute,
          confirmationCode: field('code'),
        });
        await session.reload();
        onConfirmed();
      }}
      others={
        <>
          <LinkButton inactive={resend.pending} onClick={() => resend.run()}>
            Send a new code
          </LinkButton>
          <LinkButton onClick={other.onClick}>{other.label}</LinkButton>
        </>
      }
    >
      <CodeInput code={code} onCode={setCode} to={to} reasons={REASONS} />
      <Failure error={resend.error} />
    </FlowForm>
  );
}
