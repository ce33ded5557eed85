import clsx from 'clsx';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { Button, IconButton } from './button.tsx';
import styles from './dialog.module.css';

export type DialogProps = {
  readonly title: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** The buttons below, the main one last. */
  readonly actions?: ReactNode;
  /** Default: false. For an editor. */
  readonly wide?: boolean;
};

/** A dialog over the page. Escape, the cross and a click outside close it. */
export function Dialog({ title, isOpen, onClose, children, actions, wide = false }: DialogProps) {
  return (
    <ModalOverlay
      className={styles.overlay ?? ''}
      isOpen={isOpen}
      onOpenChange={(open) => !open && onClose()}
      isDismissable
    >
      <Modal className={clsx(styles.modal, wide && styles.wide)}>
        <AriaDialog className={styles.dialog ?? ''}>
          <header className={styles.head}>
            <Heading slot="title" className={styles.title ?? ''}>
              {title}
            </Heading>
            <IconButton label="Close" small onPress={onClose}>
              <X />
            </IconButton>
          </header>
          <div className={styles.body}>{children}</div>
          {actions === undefined ? null : <footer className={styles.actions}>{actions}</footer>}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

export type ConfirmDialogProps = {
  readonly title: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  /** What happens, and that it cannot be undone. */
  readonly children: ReactNode;
  /** The words of the button: `Delete user`. */
  readonly confirm: string;
  readonly onConfirm: () => void;
  readonly isPending?: boolean;
};

/** Asks before something is deleted. */
export function ConfirmDialog({ confirm, onConfirm, isPending, ...props }: ConfirmDialogProps) {
  return (
    <Dialog
      {...props}
      actions={
        <>
          <Button onPress={props.onClose}>Cancel</Button>
          <Button look="danger" onPress={onConfirm} isPending={isPending ?? false}>
            {confirm}
          </Button>
        </>
      }
    />
  );
}
