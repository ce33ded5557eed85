import { lazy, Suspense } from 'react';
import styles from './code-editor.module.css';
import type { CodeEditorProps } from './code-editor-props.ts';

export type { CodeEditorProps };

const LazyEditor = lazy(async () => {
  const { MountedEditor } = await import('./mounted-editor.tsx');
  return { default: MountedEditor };
});

/** An editor for JSON. Its code is loaded when the first one is shown. */
export function CodeEditor(props: CodeEditorProps) {
  return (
    <div className={styles.field}>
      <span className={styles.label}>{props.label}</span>
      <div
        className={styles.editor}
        style={{ height: props.height ?? 220 }}
        data-invalid={props.error !== undefined}
      >
        <Suspense fallback={<pre className={styles.waiting}>{props.value}</pre>}>
          <LazyEditor {...props} />
        </Suspense>
      </div>
      {props.error === undefined ? null : (
        <p role="alert" className={styles.error}>
          {props.error}
        </p>
      )}
    </div>
  );
}
