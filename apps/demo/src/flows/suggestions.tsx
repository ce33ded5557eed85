import styles from './flows.module.css';

export type SuggestionsProps<Value> = {
  readonly values: readonly { readonly label: string; readonly value: Value }[];
  readonly onChoose: (value: Value) => void;
};

/** Inputs that are worth a try. */
export function Suggestions<Value>({ values, onChoose }: SuggestionsProps<Value>) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset has its own style
    <div className={styles.suggestions} role="group" aria-label="Try">
      <span className="soft">Try:</span>
      {values.map(({ label, value }) => (
        <button
          key={label}
          type="button"
          className={styles.suggestion}
          onClick={() => onChoose(value)}
        >
          {label}
        </button>
      ))}
    </div>
  );
}
