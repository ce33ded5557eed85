import clsx from 'clsx';
import { useId } from 'react';
import styles from './form.module.css';

export type ChoiceInputProps<Name extends string> = {
  readonly label: string;
  readonly name: string;
  readonly choices: readonly {
    readonly name: Name;
    readonly label: string;
    readonly hint?: string;
  }[];
  readonly selected: Name;
  readonly onSelect: (name: Name) => void;
  /** Default: false. Beside each other instead of below. */
  readonly inRow?: boolean;
};

/** Radio buttons, each with a hint. */
export function ChoiceInput<Name extends string>(props: ChoiceInputProps<Name>) {
  const { label, name, choices, selected, onSelect, inRow = false } = props;
  const id = useId();
  return (
    <fieldset className={clsx(styles.choices, inRow && styles.choicesInRow)}>
      <legend>{label}</legend>
      {choices.map((choice) => (
        <label key={choice.name} className={styles.choice}>
          <input
            type="radio"
            name={name}
            value={choice.name}
            checked={choice.name === selected}
            onChange={() => onSelect(choice.name)}
            aria-labelledby={`${id}-${choice.name}`}
            aria-describedby={choice.hint ? `${id}-${choice.name}-hint` : undefined}
          />
          <span>
            <span id={`${id}-${choice.name}`}>{choice.label}</span>
            {choice.hint && (
              <span id={`${id}-${choice.name}-hint`} className={styles.hint}>
                {choice.hint}
              </span>
            )}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
