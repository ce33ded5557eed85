import { type ReactNode, useRef } from 'react';
import { useFocusOnChange } from '../form/use-focus-on-change.js';
import { ConfirmSignUpForm } from './confirm-sign-up-form.js';
import { ForgotPasswordForm } from './forgot-password-form.js';
import { ResetPasswordForm } from './reset-password-form.js';
import { SignInStepForm } from './sign-in/sign-in-step-form.js';
import { challengeOf, type SignInStep } from './sign-in-methods.js';
import type { AccountFlow } from './use-account-flow.js';

export type AccountFormsProps = {
  readonly flow: AccountFlow;
  readonly signUp: ReactNode;
  readonly signIn: ReactNode;
};

/** The forms of a visitor without a session, one at a time. */
export function AccountForms({ flow, signUp, signIn }: AccountFormsProps) {
  const { screen, step } = flow;
  const shown = screen === 'step' && step ? nameOf(step) : screen;
  const container = useRef<HTMLDivElement>(null);
  useFocusOnChange(container, shown);
  const form = () => {
    switch (screen) {
      case 'sign-up':
        return signUp;
      case 'sign-in':
        return signIn;
      case 'confirm':
        return <ConfirmSignUpForm flow={flow} />;
      case 'step':
        return <SignInStepForm flow={flow} />;
      case 'forgot':
        return <ForgotPasswordForm flow={flow} />;
      case 'reset':
        return <ResetPasswordForm flow={flow} />;
    }
  };
  return (
    <div ref={container} key={shown}>
      {form()}
    </div>
  );
}

/** Names a form. Recipes use the same step, so what they ask for is part of the name. */
function nameOf(step: SignInStep): string {
  return [step.signInStep, challengeOf(step)].join(' ');
}
