import type { SetUpTOTPOutput } from 'aws-amplify/auth';
import { type ReactNode, useEffect } from 'react';
import type { Authenticator } from '../../authenticator/use-authenticator.js';
import { CopyButton } from '../../controls/copy-button.js';
import { AccountForm } from '../account-form.js';
import { CodeField } from '../code-field.js';
import type { AccountFlow, TotpSetup } from '../use-account-flow.js';

export function totpSetupOf(
  { sharedSecret, getSetupUri }: SetUpTOTPOutput,
  account: string,
): TotpSetup {
  return {
    account,
    secret: sharedSecret,
    uri: String(getSetupUri('Amplify Recipes', account)),
  };
}

export type TotpSetupFormProps = {
  readonly flow: AccountFlow;
  readonly setup: TotpSetup;
  readonly authenticator: Authenticator | undefined;
  readonly onCode: (code: string) => Promise<void>;
  readonly footer: ReactNode;
};

/** Shows the secret for an authenticator app, and asks for the first code. */
export function TotpSetupForm(props: TotpSetupFormProps) {
  const { flow, setup, authenticator, onCode, footer } = props;
  const { account, secret, uri } = setup;
  useEffect(() => authenticator?.add(account, secret), [authenticator, account, secret]);
  return (
    <AccountForm
      title="Set up your authenticator"
      introduction="Add the secret to an app on your phone, and enter the code that the app shows."
      submitLabel="Turn on"
      onSubmit={({ code }) => onCode(code)}
      footer={footer}
    >
      <dl className="facts facts-wide" aria-label="For the authenticator">
        <div>
          <dt>Secret</dt>
          <dd>
            <code>{secret}</code>
          </dd>
        </div>
        <div>
          <dt>Address</dt>
          <dd>
            <code>{uri}</code> <CopyButton text={uri} label="Copy the address" />
          </dd>
        </div>
      </dl>
      <CodeField flow={flow} />
    </AccountForm>
  );
}
