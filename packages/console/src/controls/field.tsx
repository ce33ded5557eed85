import clsx from 'clsx';
import type { ReactNode, Ref } from 'react';
import {
  FieldError,
  Input,
  Label,
  Text,
  TextArea,
  TextField,
  type TextFieldProps,
} from 'react-aria-components';
import styles from './field.module.css';

export type FieldProps = Omit<TextFieldProps, 'className' | 'children' | 'style'> & {
  readonly label: string;
  /** Default: false. The label is only for screen readers. */
  readonly hideLabel?: boolean;
  readonly description?: string;
  /** Marks the field and stands below it. */
  readonly error?: ReactNode;
  readonly placeholder?: string;
  /** The number of lines of a longer text. Default: one line. */
  readonly rows?: number;
  /** Default: false. For ids and code. */
  readonly code?: boolean;
  readonly inputRef?: Ref<HTMLInputElement>;
};

/** A text field with its label, its description and its error. */
export function Field({
  label,
  hideLabel = false,
  description,
  error,
  placeholder,
  rows,
  code = false,
  inputRef,
  ...props
}: FieldProps) {
  const input = {
    placeholder: placeholder ?? '',
    className: clsx(styles.input, code && styles.code),
  };
  return (
    <TextField {...props} isInvalid={error !== undefined} className={styles.field ?? ''}>
      <Label className={hideLabel ? 'visually-hidden' : (styles.label ?? '')}>{label}</Label>
      {rows === undefined ? (
        <Input {...input} {...(inputRef === undefined ? {} : { ref: inputRef })} />
      ) : (
        <TextArea {...input} rows={rows} />
      )}
      {description === undefined ? null : (
        <Text slot="description" className={styles.description}>
          {description}
        </Text>
      )}
      <FieldError className={styles.error ?? ''}>{error}</FieldError>
    </TextField>
  );
}
