import { parseTriggerError } from '@amplify-recipes/core/client';
import { signUp } from 'aws-amplify/auth';
import type { ReactNode } from 'react';
import { useDemo } from '../demo.js';
import { EmailInput, TextInput } from '../form/fields.js';
import { FlowForm } from '../form/flow-form.js';
import { NewPasswordField } from './new-password-field.js';

/** The values of a sign-up. The form proposes them, or sends them without a field. */
export type SignUpValues = {
  readonly email: string;
  readonly name: string;
  /** `YYYY-MM-DD` */
  readonly birthdate: string;
};

export type SignUpField = keyof SignUpValues | 'password';

export type SignUpFormProps = {
  readonly title: string;
  readonly introduction?: ReactNode;
  readonly values: SignUpValues;
  readonly onValues: (values: SignUpValues) => void;
  /** The fields that the form shows. */
  readonly fields: readonly SignUpField[];
  /** The language of the message with the code. Default: that of the browser. */
  readonly locale?: string;
  readonly onSignedUp: (email: string, isConfirmed: boolean) => void;
  /** The errors are forgotten when this changes. */
  readonly about?: number;
  /** Called with the codes of the recipes that refuse the sign-up. */
  readonly onRefused?: (codes: readonly string[]) => void;
  readonly others?: ReactNode;
  readonly children?: ReactNode;
};

/** The password of the accounts that the page proposes. */
export const DEMO_PASSWORD = 'Correct-horse-1';

export function SignUpForm(props: SignUpFormProps) {
  const { values, onValues, fields, onSignedUp, locale = navigator.language } = props;
  const { passwordPolicy } = useDemo();
  const shows = (field: SignUpField) => fields.includes(field);
  return (
    <FlowForm
      title={props.title}
      introduction={props.introduction}
      submit="Create account"
      doing="sign-up"
      about={props.about ?? 0}
      others={props.others}
      onSubmit={async (field) => {
        const password = shows('password') ? field('password') : DEMO_PASSWORD;
        try {
          const { nextStep } = await signUpWith(values, password, locale);
          onSignedUp(values.email.trim(), nextStep.signUpStep !== 'CONFIRM_SIGN_UP');
        } catch (error) {
          const refusal = parseTriggerError(error);
          if (refusal) props.onRefused?.((refusal.refusals ?? [refusal]).map(({ code }) => code));
          throw error;
        }
      }}
    >
      {props.children}
      {shows('email') && (
        <EmailInput
          value={values.email}
          onChange={(email) => onValues({ ...values, email })}
          placeholder="you@amazon.com"
        />
      )}
      {shows('name') && (
        <TextInput
          label="Name"
          name="name"
          autoComplete="name"
          value={values.name}
          onChange={(name) => onValues({ ...values, name })}
        />
      )}
      {shows('birthdate') && (
        <TextInput
          label="Date of birth"
          name="birthdate"
          type="date"
          autoComplete="bday"
          value={values.birthdate}
          onChange={(birthdate) => onValues({ ...values, birthdate })}
        />
      )}
      {shows('password') && (
        <NewPasswordField label="Password" policy={passwordPolicy} defaultValue={DEMO_PASSWORD} />
      )}
    </FlowForm>
  );
}

function signUpWith({ email, name, birthdate }: SignUpValues, password: string, locale: string) {
  const username = email.trim();
  return signUp({
    username,
    password,
    options: {
      userAttributes: { email: username, name, birthdate },
      clientMetadata: { locale },
      autoSignIn: { authFlowType: 'USER_AUTH' },
    },
  });
}
