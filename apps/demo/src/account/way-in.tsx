import { type ComponentType, type RefObject, useEffect, useRef } from 'react';
import type { Authenticator } from '../authenticator/use-authenticator.js';
import { Tabs } from '../controls/tabs.js';
import { ConfirmSignUpForm } from './confirm-sign-up-form.js';
import { ForgotPasswordForm } from './forgot-password-form.js';
import type { PasswordPolicy } from './password-policy.js';
import { ResetPasswordForm } from './reset-password-form.js';
import { SignInForm } from './sign-in/sign-in-form.js';
import { SignInStepForm } from './sign-in/sign-in-step-form.js';
import type { SignInStep } from './sign-in-methods.js';
import { SignUpForm } from './sign-up-form.js';
import type { AccountFlow, WayInScreen } from './use-account-flow.js';

export type WayInProps = {
  readonly flow: AccountFlow;
  /** Undefined when the page talks to a deployment: visitors use their own app. */
  readonly authenticator?: Authenticator;
  /** URL of the sandbox, which has a stand-in for the CAPTCHA provider. */
  readonly sandboxUrl?: string;
  readonly passwordPolicy: PasswordPolicy | undefined;
};

const FORMS: Readonly<Record<WayInScreen, ComponentType<WayInProps>>> = {
  'sign-up': SignUpForm,
  'confirm-sign-up': ConfirmSignUpForm,
  'sign-in': SignInForm,
  'sign-in-step': SignInStepForm,
  'forgot-password': ForgotPasswordForm,
  'reset-password': ResetPasswordForm,
};

/** The forms of a visitor without a session, one at a time. */
export function WayIn(props: WayInProps) {
  const { flow } = props;
  const { screen, step } = flow;
  const Form = FORMS[screen];
  const shown = screen === 'sign-in-step' && step ? nameOf(step) : screen;
  const form = <Form key={shown} {...props} />;
  const container = useRef<HTMLDivElement>(null);
  useFocusInNewForm(container, shown);
  return (
    <div ref={container} className="way-in" tabIndex={-1}>
      <div role="status">{flow.notice && <p className="notice notice-news">{flow.notice}</p>}</div>
      {screen === 'sign-up' || screen === 'sign-in' ? (
        <Tabs
          label="Way in"
          tabs={[
            { name: 'sign-up', label: 'Sign up' },
            { name: 'sign-in', label: 'Sign in' },
          ]}
          selected={screen}
          onSelect={(name) => flow.show(name)}
        >
          {form}
        </Tabs>
      ) : (
        form
      )}
    </div>
  );
}

/** Names a form. Two recipes use the same step, so their challenge is part of the name. */
function nameOf(step: SignInStep): string {
  const challenge = 'additionalInfo' in step ? step.additionalInfo?.challenge : undefined;
  return [step.signInStep, challenge].join(' ');
}

/** Moves the focus to a new form, so that keyboard users do not start at the top of the page. */
function useFocusInNewForm(container: RefObject<HTMLElement | null>, form: string): void {
  const shown = useRef(form);
  useEffect(() => {
    if (shown.current === form) return;
    shown.current = form;
    if (document.activeElement !== document.body) return;
    const inputs = container.current?.querySelectorAll('input') ?? [];
    ([...inputs].find(({ value }) => value === '') ?? inputs[0] ?? container.current)?.focus();
  }, [container, form]);
}
