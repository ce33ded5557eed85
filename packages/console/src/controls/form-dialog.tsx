import { type ReactNode, useId, useState } from 'react';
import { Button } from './button.tsx';
import { Dialog, type DialogProps } from './dialog.tsx';

/** What a form in a dialog gets. */
export type DialogForm = {
  /** The id of the form, which the button of the dialog submits. */
  readonly id: string;
  /** Called when the form begins and ends to send. */
  readonly onPending: (isPending: boolean) => void;
};

export type FormDialogProps = Omit<DialogProps, 'actions' | 'children'> & {
  /** The words of the button: `Create user`. */
  readonly submit: string;
  readonly children: (form: DialogForm) => ReactNode;
  /** A button before the others. */
  readonly action?: ReactNode;
};

/** A dialog with a form, and the buttons that cancel and submit it. */
export function FormDialog({ submit, children, action, ...props }: FormDialogProps) {
  const id = useId();
  const [isPending, setPending] = useState(false);
  return (
    <Dialog
      {...props}
      actions={
        <>
          {action}
          <Button onPress={props.onClose}>Cancel</Button>
          <Button look="primary" type="submit" form={id} isPending={isPending}>
            {submit}
          </Button>
        </>
      }
    >
      {children({ id, onPending: setPending })}
    </Dialog>
  );
}
