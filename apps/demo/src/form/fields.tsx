import { Field, type FieldProps } from '@amplify-recipes/console/controls';
import { useState } from 'react';
import { useFieldError } from './flow-form.js';
import styles from './form.module.css';

export type TextInputProps = Omit<FieldProps, 'name' | 'error' | 'validationBehavior'> & {
  readonly name: string;
};

/** A field of a form, with its error. It is required unless `isRequired` is false. */
export function TextInput({ isRequired = true, ...props }: TextInputProps) {
  return (
    <Field
      {...props}
      isRequired={isRequired}
      validationBehavior="aria"
      error={useFieldError(props.name)}
    />
  );
}

export function EmailInput(props: Omit<TextInputProps, 'name' | 'label'>) {
  return (
    <TextInput
      {...props}
      name="email"
      label="E-mail"
      inputMode="email"
      autoComplete="username"
      spellCheck="false"
    />
  );
}

/** A password, with a button that shows it. */
export function PasswordInput(props: TextInputProps) {
  const [shown, setShown] = useState(false);
  return (
    <div className={styles.password}>
      <TextInput {...props} type={shown ? 'text' : 'password'} />
      <button
        type="button"
        className={styles.toggle}
        aria-pressed={shown}
        aria-label={`Show ${props.label.toLowerCase()}`}
        onClick={() => setShown(!shown)}
      >
        {shown ? 'Hide' : 'Show'}
      </button>
    </div>
  );
}
