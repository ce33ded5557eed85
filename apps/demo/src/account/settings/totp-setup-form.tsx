import { CopyButton } from '@amplify-recipes/console/controls';
import type { SetUpTOTPOutput } from 'aws-amplify/auth';
import { type ReactNode, useEffect, useState } from 'react';
import { AuthenticatorCode } from '../../authenticator/authenticator-code.js';
import { useDemo } from '../../demo.js';
import { FlowForm } from '../../form/flow-form.js';
import styles from './settings.module.css';

/** The data that an authenticator app needs. */
export type TotpSetup = {
  /** The account that the app shows beside the code. */
  readonly account: string;
  /** In base 32. */
  readonly secret: string;
  /** An `otpauth:` URI, which apps read from a QR code. */
  readonly uri: string;
};

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
  readonly setup: TotpSetup;
  readonly onCode: (code: string) => Promise<void>;
  readonly others: ReactNode;
};

/** Shows the secret for an authenticator app, and asks for the first code. */
export function TotpSetupForm({ setup, onCode, others }: TotpSetupFormProps) {
  const { authenticator } = useDemo();
  const { account, secret, uri } = setup;
  const [code, setCode] = useState('');
  useEffect(() => authenticator.add(account, secret), [authenticator, account, secret]);
  return (
    <FlowForm
      title="Set up your authenticator"
      introduction="Add the secret to an app on your phone, or use the code below, which this page computes as an app would."
      submit="Turn on"
      doing="totp-setup"
      onSubmit={(field) => onCode(field('code'))}
      others={others}
    >
      <dl className={styles.secret} aria-label="For the authenticator">
        <div>
          <dt>Secret</dt>
          <dd>
            <code>{secret}</code>
          </dd>
        </div>
        <div>
          <dt>Address</dt>
          <dd>
            <code>{uri}</code> <CopyButton text={uri} label="Copy the address" iconOnly small />
          </dd>
        </div>
      </dl>
      <AuthenticatorCode account={account} code={code} onCode={setCode} />
    </FlowForm>
  );
}
