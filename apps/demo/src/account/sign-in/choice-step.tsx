import { useState } from 'react';
import { ChoiceInput } from '../../form/choice-input.js';
import { FlowForm } from '../../form/flow-form.js';
import type { AccountFlow } from '../use-account-flow.js';
import { answerStep } from './answer-step.js';
import { StartOver } from './start-over.js';

export type ChoiceStepProps = {
  readonly flow: AccountFlow;
  readonly title: string;
  readonly introduction: string;
  /** The names of the choices, as the user pool sends them. */
  readonly available: readonly string[];
};

type Choice = { readonly label: string; readonly hint: string };

/** The choices that the page supports, in the order of preference. */
const CHOICES: Readonly<Record<string, Choice>> = {
  EMAIL_OTP: { label: 'A code by e-mail', hint: 'Nothing to remember.' },
  SMS_OTP: { label: 'A code by text message', hint: 'Nothing to remember.' },
  PASSWORD_SRP: { label: 'My password', hint: 'Checked with SRP: it never leaves this page.' },
  TOTP: { label: 'A code from my authenticator', hint: 'It changes every 30 seconds.' },
  EMAIL: { label: 'A code by e-mail', hint: 'After the password.' },
  SMS: { label: 'A code by text message', hint: 'After the password.' },
};

/** Lets the user choose from the factors that both the user pool and the page support. */
export function ChoiceStep({ flow, title, introduction, available }: ChoiceStepProps) {
  const choices = Object.entries(CHOICES).flatMap(([name, choice]) =>
    available.includes(name) ? [{ name, ...choice }] : [],
  );
  const [selected, select] = useState(choices[0]?.name ?? '');
  return (
    <FlowForm
      title={title}
      introduction={introduction}
      submit="Continue"
      doing="other"
      onSubmit={() => answerStep(flow, { challengeResponse: selected })}
      others={<StartOver flow={flow} />}
    >
      <ChoiceInput
        label="Sign in with"
        name="choice"
        choices={choices}
        selected={selected}
        onSelect={select}
      />
    </FlowForm>
  );
}
