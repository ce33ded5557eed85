import { type ReactNode, useState } from 'react';
import { ChoiceInput } from '../../form/choice-input.js';
import { EmailInput, PasswordInput } from '../../form/fields.js';
import { FlowForm } from '../../form/flow-form.js';
import { LinkButton } from '../../form/link-button.js';
import { CHANNELS, type Channel } from '../channel.js';
import {
  beginSignIn,
  type Method,
  SIGN_IN_METHODS,
  type SignInMethod,
} from '../sign-in-methods.js';
import { DEMO_PASSWORD } from '../sign-up-form.js';
import type { AccountFlow } from '../use-account-flow.js';

export type SignInFormProps = {
  readonly flow: AccountFlow;
  readonly method: SignInMethod;
  readonly introduction?: ReactNode;
};

/** The start of a sign-in: the address, and the password if the method starts with it. */
export function SignInForm({ flow, method, introduction }: SignInFormProps) {
  const { needsPassword, needsChannel }: Method = SIGN_IN_METHODS[method];
  const [channel, setChannel] = useState<Channel>('email');
  return (
    <FlowForm
      // Another address comes from a new account.
      key={flow.email}
      title="Sign in"
      introduction={introduction}
      submit="Sign in"
      doing="sign-in"
      notice={flow.notice}
      failure={flow.failure}
      onActivity={flow.forgetWords}
      onSubmit={async (field) => {
        const credentials = { email: field('email'), password: field('password'), channel };
        flow.follow(await beginSignIn(method, credentials), credentials.email);
      }}
      others={
        needsPassword && (
          <LinkButton onClick={() => flow.show('forgot')}>Forgot your password?</LinkButton>
        )
      }
    >
      <EmailInput defaultValue={flow.email} placeholder="you@amazon.com" />
      {needsPassword && (
        <PasswordInput
          label="Password"
          name="password"
          autoComplete="current-password"
          defaultValue={flow.email ? DEMO_PASSWORD : ''}
        />
      )}
      {needsChannel && (
        <ChoiceInput
          label="Send the code in"
          name="channel"
          choices={CHANNELS}
          selected={channel}
          onSelect={setChannel}
        />
      )}
    </FlowForm>
  );
}
