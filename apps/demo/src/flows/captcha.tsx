import { SignInPanel } from '../account/sign-in-panel.js';
import type { AccountFlow } from '../account/use-account-flow.js';
import { Outcome } from '../guide/outcome.js';
import { useFinish } from '../guide/use-finish.js';
import styles from './flows.module.css';

const STEPS = ['Password', 'CAPTCHA', 'Code'] as const;

export function PasswordThenCaptcha() {
  const finish = useFinish();
  return (
    <SignInPanel
      method="threeSteps"
      introduction="First the password. Then choose to be a human or a robot."
      head={(flow) => <Steps at={stepOf(flow)} />}
      onSignedIn={finish}
      signedIn={(_, hasJustSignedIn) =>
        hasJustSignedIn ? (
          <Outcome title="You are a human with the password and the code.">
            Two recipes shared one sign-in. A robot that knows the password gets no e-mail.
          </Outcome>
        ) : (
          <Outcome title="You are signed in." next="Sign out to see the CAPTCHA.">
            {null}
          </Outcome>
        )
      }
    />
  );
}

function stepOf({ step }: AccountFlow): (typeof STEPS)[number] {
  if (step?.signInStep !== 'CONFIRM_SIGN_IN_WITH_CUSTOM_CHALLENGE') return 'Password';
  return step.additionalInfo?.challenge === 'captcha' ? 'CAPTCHA' : 'Code';
}

/** The steps of the sign-in, with the current one marked. */
function Steps({ at }: { readonly at: (typeof STEPS)[number] }) {
  const current = STEPS.indexOf(at);
  return (
    <ol className={styles.steps} aria-label="Steps of this sign-in">
      {STEPS.map((step, index) => (
        <li
          key={step}
          data-done={index < current}
          aria-current={index === current ? 'step' : undefined}
        >
          {step}
          {index < current && <span className="visually-hidden"> (done)</span>}
        </li>
      ))}
    </ol>
  );
}
