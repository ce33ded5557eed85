import { useState } from 'react';
import { Button, CodeEditor, Dialog, ErrorNotice, jsonText, useAction } from '../controls/index.ts';
import { HIDDEN, hasHidden, type Rerun } from './rerun.ts';
import { runEntry } from './run-entry.ts';

type EditAndRunDialogProps = {
  readonly rerun: Extract<Rerun, { readonly kind: 'invoke' | 'call' | 'graphql' }>;
  readonly onClose: () => void;
  readonly onRun: (entry: number | undefined) => void;
};

/** Changes the input of an entry, and runs it. */
export function EditAndRunDialog({ rerun, onClose, onRun }: EditAndRunDialogProps) {
  const [text, setText] = useState(() => jsonText(rerun.input));
  const parsed = parse(text);
  const run = useAction(async () => onRun(await runEntry(withInput(rerun, parsed.value))));
  const name = rerun.kind === 'invoke' ? rerun.function : rerun.operation;
  const hidden = hasHidden(text)
    ? `Replace ${HIDDEN} first. Passwords, codes and tokens are not kept.`
    : undefined;
  return (
    <Dialog
      wide
      isOpen
      title={`Edit and run ${name}`}
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button
            look="primary"
            isDisabled={parsed.error !== undefined || hidden !== undefined}
            isPending={run.isPending}
            onPress={() => void run.run()}
          >
            Run
          </Button>
        </>
      }
    >
      <CodeEditor
        label={rerun.kind === 'invoke' ? 'Event' : 'Input'}
        value={text}
        onChange={setText}
        height={340}
        error={parsed.error ?? hidden}
      />
      {run.error === undefined ? null : <ErrorNotice error={run.error} />}
    </Dialog>
  );
}

function withInput(rerun: EditAndRunDialogProps['rerun'], input: unknown): Rerun {
  if (rerun.kind !== 'graphql') return { ...rerun, input };
  if (typeof input === 'object' && input !== null) return { ...rerun, input };
  throw new Error('The input of an operation is an object with a query.');
}

function parse(text: string): { readonly value?: unknown; readonly error?: string } {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}
