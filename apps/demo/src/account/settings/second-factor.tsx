import { Button } from '@amplify-recipes/console/controls';
import { setUpTOTP, updateMFAPreference, verifyTOTPSetup } from 'aws-amplify/auth';
import { useId, useState } from 'react';
import { useDemo } from '../../demo.js';
import flows from '../../flows/flows.module.css';
import { Failure } from '../../form/failure.js';
import form from '../../form/form.module.css';
import { LinkButton } from '../../form/link-button.js';
import { useAction } from '../../form/use-action.js';
import type { SignedIn } from '../use-session.js';
import { type TotpSetup, TotpSetupForm, totpSetupOf } from './totp-setup-form.js';

/** Turns the second factor, a code from an authenticator app, on and off. */
export function SecondFactor({ session }: { readonly session: SignedIn }) {
  const { authenticator } = useDemo();
  const { email } = session;
  const titleId = useId();
  const [setup, setSetup] = useState<TotpSetup>();
  const begin = useAction(async () => setSetup(totpSetupOf(await setUpTOTP(), email)));
  const turnOff = useAction(async () => {
    await updateMFAPreference({ totp: 'DISABLED' });
    authenticator.remove(email);
    await session.reload();
  });
  if (setup) {
    return (
      <TotpSetupForm
        setup={setup}
        onCode={async (code) => {
          await verifyTOTPSetup({ code });
          await updateMFAPreference({ totp: 'PREFERRED' });
          await session.reload();
          setSetup(undefined);
        }}
        others={
          <LinkButton
            onClick={() => {
              authenticator.remove(email);
              setSetup(undefined);
            }}
          >
            Not now
          </LinkButton>
        }
      />
    );
  }
  const isOn = session.secondFactors.includes('TOTP');
  return (
    <section className={flows.card} aria-labelledby={titleId}>
      <div className={form.head}>
        <h2 id={titleId} className={form.title} tabIndex={-1}>
          {isOn ? 'The second factor is on' : 'No second factor yet'}
        </h2>
        <p className="soft">
          {isOn
            ? 'Sign out, and sign in with the password: you are asked for a code of your authenticator.'
            : 'Set one up. Then the password alone does not sign you in.'}
        </p>
      </div>
      <Failure error={begin.error ?? turnOff.error} />
      <div className={form.actions}>
        {isOn ? (
          <Button isPending={turnOff.pending} onPress={() => turnOff.run()}>
            Turn the second factor off
          </Button>
        ) : (
          <Button look="primary" isPending={begin.pending} onPress={() => begin.run()}>
            Set up an authenticator
          </Button>
        )}
      </div>
    </section>
  );
}
