import { Field, type FieldProps } from '../controls/field.js';

export function EmailField(props: Pick<FieldProps, 'defaultValue' | 'placeholder'>) {
  return (
    <Field
      {...props}
      label="E-mail"
      name="email"
      type="email"
      autoComplete="username"
      spellCheck={false}
    />
  );
}
