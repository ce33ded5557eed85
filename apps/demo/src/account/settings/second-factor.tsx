import { setUpTOTP, updateMFAPreference, verifyTOTPSetup } from 'aws-amplify/auth';
import type { Authenticator } from '../../authenticator/use-authenticator.js';
import { Button } from '../../controls/button.js';
import { FailureNotice } from '../../controls/failure-notice.js';
import { useAction } from '../../controls/use-action.js';
import type { AccountFlow } from '../use-account-flow.js';
import type { SignedIn } from '../use-session.js';
import { TotpSetupForm, totpSetupOf } from './totp-setup-form.js';

/** Turns the second factor, a code from an authenticator app, on and off. */
export function SecondFactor({
  session,
  flow,
  authenticator,
}: {
  readonly session: SignedIn;
  readonly flow: AccountFlow;
  readonly authenticator: Authenticator | undefined;
}) {
  const { email } = session;
  const begin = useAction(async () => {
    flow.setUpTotp(totpSetupOf(await setUpTOTP(), email));
  });
  const turnOff = useAction(async () => {
    await updateMFAPreference({ totp: 'DISABLED' });
    authenticator?.remove(email);
    await session.reload();
  });
  if (flow.totpSetup) {
    const leave = () => flow.setUpTotp(undefined);
    return (
      <TotpSetupForm
        flow={flow}
        setup={flow.totpSetup}
        authenticator={authenticator}
        onCode={async (code) => {
          await verifyTOTPSetup({ code });
          await updateMFAPreference({ totp: 'PREFERRED' });
          await session.reload();
          leave();
        }}
        footer={
          <Button
            look="link"
            onClick={() => {
              authenticator?.remove(email);
              leave();
            }}
          >
            Not now
          </Button>
        }
      />
    );
  }
  const isOn = session.secondFactors.includes('TOTP');
  return (
    <section className="account-form" aria-labelledby="second-factor-title">
      <div className="account-form-head">
        <h3 id="second-factor-title">Second factor</h3>
        <p>
          {isOn
            ? 'After the password, you enter a code from your authenticator app.'
            : 'A code from an authenticator app, which you enter after the password.'}
        </p>
      </div>
      <FailureNotice error={begin.error ?? turnOff.error} />
      {isOn ? (
        <Button pending={turnOff.pending} onClick={() => turnOff.run()}>
          Turn the second factor off
        </Button>
      ) : (
        <Button pending={begin.pending} onClick={() => begin.run()}>
          Set up an authenticator
        </Button>
      )}
    </section>
  );
}
