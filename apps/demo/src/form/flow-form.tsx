import { Button, Notice } from '@amplify-recipes/console/controls';
import { createContext, type ReactNode, type SubmitEvent, useContext, useId, useRef } from 'react';
import flows from '../flows/flows.module.css';
import { type Doing, type Explanation, explain } from './explain.js';
import { ErrorWords } from './failure.js';
import styles from './form.module.css';
import { type FormFields, useSubmission } from './use-submission.js';

export type FlowFormProps = {
  readonly title: string;
  readonly introduction?: ReactNode;
  readonly submit: string;
  readonly doing: Doing;
  readonly onSubmit: (fields: FormFields) => Promise<void>;
  /** What succeeded before this form. It goes when the form fails. */
  readonly notice?: string | undefined;
  /** The error that led to this form. */
  readonly failure?: unknown;
  /** Called when the visitor submits or changes a field: older words are about something else. */
  readonly onActivity?: () => void;
  /** The errors are forgotten when this changes, because they are about something else then. */
  readonly about?: string | number;
  readonly children?: ReactNode;
  /** Other ways on, beside the button. */
  readonly others?: ReactNode;
  /** Default: false. Inside of another card, whose title says what it is. */
  readonly plain?: boolean;
};

const FieldErrors = createContext<Readonly<Record<string, Explanation>>>({});

/** The error of a field of this form. */
export function useFieldError(name: string): ReactNode {
  const explanation = useContext(FieldErrors)[name];
  return explanation && <ErrorWords explanation={explanation} />;
}

/** A form that shows its errors at their fields, and keeps its input when it fails. */
export function FlowForm(props: FlowFormProps) {
  const { title, doing, onSubmit, notice, failure, onActivity } = props;
  const titleId = useId();
  const form = useRef<HTMLFormElement>(null);
  const submission = useSubmission(form, doing, onSubmit, `${props.about} ${notice}`);
  const { errors } = submission;
  const before = failure === undefined ? undefined : explain(failure, doing);
  const whole = errors.form ?? (Object.keys(errors).length === 0 ? before : undefined);
  const failed = whole !== undefined || Object.keys(errors).length > 0;
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    onActivity?.();
    void submission.run();
  };
  return (
    <form
      ref={form}
      noValidate
      className={props.plain ? styles.plain : flows.card}
      aria-labelledby={titleId}
      onSubmit={submit}
      onInput={(event) => {
        onActivity?.();
        submission.forget((event.target as HTMLInputElement).name);
      }}
    >
      <div className={props.plain ? 'visually-hidden' : styles.head}>
        <h2 id={titleId} className={styles.title} tabIndex={-1}>
          {title}
        </h2>
        {props.introduction && <p className="soft">{props.introduction}</p>}
      </div>
      {notice && !failed && <Notice>{notice}</Notice>}
      {whole && (
        <Notice tone="bad">
          <ErrorWords explanation={whole} />
        </Notice>
      )}
      <FieldErrors value={errors}>{props.children}</FieldErrors>
      <div className={styles.actions}>
        <Button type="submit" look="primary" isPending={submission.pending}>
          {props.submit}
        </Button>
        {props.others}
      </div>
    </form>
  );
}
