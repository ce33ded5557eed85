import { CopyButton, MiddleCut } from '@amplify-recipes/console/controls';
import { useEffect, useState } from 'react';
import { Failure } from '../form/failure.js';
import styles from './code.module.css';
import { highlight, type Piece } from './highlight.js';
import { readSource, shownPath } from './sources.js';

type Source = {
  readonly text?: string;
  readonly lines?: readonly (readonly Piece[])[];
  readonly error?: unknown;
};

/** A file of the repository, as it is, with a button that copies it. */
export function CodeFile({ path }: { readonly path: string }) {
  const { text, lines, error } = useSource(path);
  const shown = shownPath(path);
  return (
    <figure className={styles.file} aria-label={shown}>
      <figcaption className={styles.head}>
        <code className={styles.path}>
          <MiddleCut text={shown} end={20} />
        </code>
        {text !== undefined && <CopyButton text={text} label={`Copy ${shown}`} iconOnly small />}
      </figcaption>
      <Failure error={error} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long lines scroll with the keyboard */}
      <pre className={styles.code} tabIndex={0} aria-busy={lines === undefined && !error}>
        {lines?.map((line, index) => (
          <span key={index} className={styles.line}>
            {line.map(({ text: piece, kind }, at) => (
              <span key={at} className={kind}>
                {piece}
              </span>
            ))}
            {'\n'}
          </span>
        ))}
      </pre>
    </figure>
  );
}

function useSource(path: string): Source {
  const [source, setSource] = useState<Source>({});
  useEffect(() => {
    let isShown = true;
    setSource({});
    readSource(path).then(
      (text) => isShown && setSource({ text, lines: highlight(path, text.trimEnd()) }),
      (error: unknown) => isShown && setSource({ error }),
    );
    return () => {
      isShown = false;
    };
  }, [path]);
  return source;
}
