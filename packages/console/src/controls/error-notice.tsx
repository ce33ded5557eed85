import { Button } from './button.tsx';
import styles from './notice.module.css';
import { Notice } from './notice.tsx';

export type ErrorNoticeProps = {
  /** Its `message` is shown, with its `code` and its `resolution` if it has them. */
  readonly error: unknown;
  readonly onRetry?: () => void;
};

/** An action or a request that failed: what happened, and what to do. */
export function ErrorNotice({ error, onRetry }: ErrorNoticeProps) {
  const { message, code, resolution } = wordsOf(error);
  return (
    <Notice
      tone="bad"
      {...(onRetry === undefined
        ? {}
        : {
            action: (
              <Button small onPress={onRetry}>
                Try again
              </Button>
            ),
          })}
    >
      {message}
      {resolution === undefined ? null : <p className="soft">{resolution}</p>}
      {code === undefined ? null : <code className={styles.code}>{code}</code>}
    </Notice>
  );
}

type ErrorWords = {
  readonly message: string;
  readonly code?: string;
  readonly resolution?: string;
};

function wordsOf(error: unknown): ErrorWords {
  if (!(error instanceof Error)) return { message: String(error) };
  return {
    message: error.message,
    ...('code' in error && typeof error.code === 'string' ? { code: error.code } : {}),
    ...('resolution' in error && typeof error.resolution === 'string'
      ? { resolution: error.resolution }
      : {}),
  };
}
