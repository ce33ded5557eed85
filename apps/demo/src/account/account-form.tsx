import { type ReactNode, useId } from 'react';
import { Button } from '../controls/button.js';
import { FailureNotice } from '../controls/failure-notice.js';
import { useAction } from '../controls/use-action.js';

export type AccountFormProps = {
  readonly title: string;
  readonly introduction: ReactNode;
  readonly submitLabel: string;
  readonly onSubmit: (fields: AccountFields) => Promise<void>;
  readonly children?: ReactNode;
  /** A message about what succeeded. */
  readonly notice?: string | undefined;
  /** The error that led to this form. */
  readonly failure?: unknown;
  /** Other actions, under the button. */
  readonly footer?: ReactNode;
};

/** The fields of the account forms. A field that a form does not have is empty. */
export type AccountFields = {
  readonly email: string;
  readonly password: string;
  readonly oldPassword: string;
  readonly code: string;
  readonly name: string;
  /** `YYYY-MM-DD` */
  readonly birthdate: string;
};

/** A form that shows the progress of its submission. It keeps its input when that fails. */
export function AccountForm(props: AccountFormProps) {
  const titleId = useId();
  const submission = useAction(props.onSubmit);
  return (
    <form
      className="account-form"
      aria-labelledby={titleId}
      onSubmit={(event) => {
        event.preventDefault();
        void submission.run(readFields(new FormData(event.currentTarget)));
      }}
    >
      <div className="account-form-head">
        <h3 id={titleId}>{props.title}</h3>
        <p>{props.introduction}</p>
      </div>
      {props.children}
      <div role="status">
        {props.notice && <p className="notice notice-news">{props.notice}</p>}
      </div>
      <FailureNotice error={submission.error ?? props.failure} />
      <Button type="submit" look="primary" pending={submission.pending}>
        {props.submitLabel}
      </Button>
      {props.footer && <div className="account-form-footer">{props.footer}</div>}
    </form>
  );
}

function readFields(form: FormData): AccountFields {
  const read = (name: string) => String(form.get(name) ?? '');
  return {
    email: read('email').trim(),
    password: read('password'),
    oldPassword: read('old-password'),
    code: read('code').trim(),
    name: read('name').trim(),
    birthdate: read('birthdate'),
  };
}
