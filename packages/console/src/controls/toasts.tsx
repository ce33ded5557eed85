import { X } from 'lucide-react';
import {
  Text,
  UNSTABLE_Toast as Toast,
  UNSTABLE_ToastContent as ToastContent,
  UNSTABLE_ToastQueue as ToastQueue,
  UNSTABLE_ToastRegion as ToastRegion,
} from 'react-aria-components';
import { IconButton } from './button.tsx';
import styles from './toasts.module.css';

type ToastWords = { readonly text: string; readonly tone: 'info' | 'bad' };

const queue = new ToastQueue<ToastWords>({ maxVisibleToasts: 3 });

/** Says for six seconds, in a corner, that something was done. */
export function showToast(text: string): void {
  queue.add({ text, tone: 'info' }, { timeout: 6000 });
}

/** Says in a corner that something failed. It stays until it is closed. */
export function showFailure(error: unknown): void {
  queue.add({ text: error instanceof Error ? error.message : String(error), tone: 'bad' });
}

/** The corner in which toasts appear. A page has one. */
export function Toasts() {
  return (
    <ToastRegion queue={queue} className={styles.region ?? ''} aria-label="Notices">
      {({ toast }) => (
        <Toast toast={toast} className={styles.toast ?? ''} data-tone={toast.content.tone}>
          <ToastContent className={styles.content ?? ''}>
            <Text slot="title">{toast.content.text}</Text>
          </ToastContent>
          <IconButton slot="close" label="Close" small>
            <X />
          </IconButton>
        </Toast>
      )}
    </ToastRegion>
  );
}
