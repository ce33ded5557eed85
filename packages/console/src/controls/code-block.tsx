import { type ReactNode, useMemo, useState } from 'react';
import { Button } from './button.tsx';
import styles from './code-block.module.css';
import { CopyButton } from './copy-button.tsx';
import { jsonPieces, jsonText } from './json-lines.ts';

export type CodeBlockProps = {
  readonly text: string;
  /** What the code is, for the copy button: `Copy the line`. */
  readonly copyLabel?: string;
  /** Default: true. */
  readonly wrap?: boolean;
};

/** Code as it is, with a button that copies it. */
export function CodeBlock({ text, copyLabel = 'Copy', wrap = true }: CodeBlockProps) {
  return (
    <CodeFrame text={text} copyLabel={copyLabel} wrap={wrap}>
      {text}
    </CodeFrame>
  );
}

export type JsonViewProps = {
  readonly value: unknown;
  readonly copyLabel?: string;
};

/** The most lines of JSON that are shown at once. */
const MOST_LINES = 1000;

/** A value as formatted, coloured JSON. A string that holds JSON is shown as a string. */
export function JsonView({ value, copyLabel = 'Copy the JSON' }: JsonViewProps) {
  const text = useMemo(() => jsonText(value), [value]);
  const lines = useMemo(() => text.split('\n'), [text]);
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? lines : lines.slice(0, MOST_LINES);
  return (
    <CodeFrame text={text} copyLabel={copyLabel} wrap>
      {shown.map((line, index) => (
        <JsonLine key={index} text={line} />
      ))}
      {shown.length === lines.length ? null : (
        <Button small onPress={() => setWhole(true)}>
          Show {(lines.length - shown.length).toLocaleString('en')} more lines
        </Button>
      )}
    </CodeFrame>
  );
}

/** One coloured line of JSON. */
export function JsonLine({ text, after }: { readonly text: string; readonly after?: ReactNode }) {
  return (
    <span className={styles.line}>
      {jsonPieces(text).map(({ kind, text: piece }, index) =>
        kind === 'mark' ? (
          piece
        ) : (
          <span key={index} className={styles[kind]}>
            {piece}
          </span>
        ),
      )}
      {after}
      {'\n'}
    </span>
  );
}

type CodeFrameProps = {
  readonly text: string;
  readonly copyLabel: string;
  readonly wrap: boolean;
  readonly children: ReactNode;
};

function CodeFrame({ text, copyLabel, wrap, children }: CodeFrameProps) {
  return (
    <div className={styles.frame}>
      <div className={styles.copy}>
        <CopyButton text={text} label={copyLabel} iconOnly small />
      </div>
      <pre className={styles.code} data-wrap={wrap}>
        {children}
      </pre>
    </div>
  );
}
