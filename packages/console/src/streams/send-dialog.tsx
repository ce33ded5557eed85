import { type FormEvent, useState } from 'react';
import {
  CodeEditor,
  type DialogForm,
  ErrorNotice,
  Field,
  FormDialog,
  showToast,
  useAction,
} from '../controls/index.ts';
import styles from './streams.module.css';

export type Sent = { readonly text: string; readonly extra: string };

export type SendDialogProps = {
  readonly title: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onSend: (sent: Sent) => Promise<unknown>;
  /** A second field, such as the subject. */
  readonly extra?: { readonly label: string; readonly first: string };
};

const FIRST = '{\n  "hello": "world"\n}';

/** Sends a text: to a queue, a topic or a stream. */
export function SendDialog({ title, isOpen, onClose, onSend, extra }: SendDialogProps) {
  return (
    <FormDialog title={title} submit="Send" isOpen={isOpen} onClose={onClose}>
      {(form) => <SendForm {...form} onClose={onClose} onSend={onSend} extra={extra} />}
    </FormDialog>
  );
}

type SendFormProps = DialogForm &
  Pick<SendDialogProps, 'onClose' | 'onSend'> & { readonly extra: SendDialogProps['extra'] };

function SendForm({ id, onPending, onClose, onSend, extra }: SendFormProps) {
  const [text, setText] = useState(FIRST);
  const [second, setSecond] = useState(extra?.first ?? '');
  const [wasSent, setSent] = useState(false);
  const sending = useAction(() => onSend({ text, extra: second }));
  async function send(event: FormEvent) {
    event.preventDefault();
    setSent(true);
    if (text === '') return;
    onPending(true);
    const isDone = await sending.run();
    onPending(false);
    if (!isDone) return;
    showToast('It is sent.');
    onClose();
  }
  return (
    <form id={id} onSubmit={send} className={styles.form} noValidate>
      {extra === undefined ? null : (
        <Field label={extra.label} value={second} onChange={setSecond} />
      )}
      <CodeEditor
        label="Text"
        language="text"
        value={text}
        onChange={setText}
        height={180}
        error={wasSent && text === '' ? 'Write a text.' : undefined}
      />
      {sending.error === undefined ? null : <ErrorNotice error={sending.error} />}
    </form>
  );
}
