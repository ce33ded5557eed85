import { confirmUserAttribute, sendUserAttributeVerificationCode } from 'aws-amplify/auth';
import { Button } from '../../controls/button.js';
import { FailureNotice } from '../../controls/failure-notice.js';
import { useAction } from '../../controls/use-action.js';
import { AccountForm } from '../account-form.js';
import { CodeField } from '../code-field.js';
import type { AccountFlow } from '../use-account-flow.js';
import type { SignedIn } from '../use-session.js';

export function ConfirmEmailForm({
  session,
  flow,
  email,
}: {
  readonly session: SignedIn;
  readonly flow: AccountFlow;
  readonly email: string;
}) {
  const resend = useAction(async () => {
    await sendUserAttributeVerificationCode({ userAttributeKey: 'email' });
  });
  return (
    <AccountForm
      title="Confirm your new address"
      introduction={
        <>
          A code was sent to <strong>{email}</strong>. The old address stays until you enter it.
        </>
      }
      submitLabel="Confirm"
      onSubmit={async ({ code }) => {
        await confirmUserAttribute({ userAttributeKey: 'email', confirmationCode: code });
        flow.codeSpent();
        await session.reload();
        flow.changeEmailTo(undefined);
      }}
      footer={
        <>
          <Button look="link" pending={resend.pending} onClick={() => resend.run()}>
            Send a new code
          </Button>
          <Button look="link" onClick={() => flow.changeEmailTo(undefined)}>
            Keep the old address
          </Button>
          <FailureNotice error={resend.error} />
        </>
      }
    >
      <CodeField flow={flow} />
    </AccountForm>
  );
}
