import { useId } from 'react';

export type ChoiceFieldProps<Name extends string> = {
  readonly label: string;
  readonly name: string;
  readonly choices: readonly {
    readonly name: Name;
    readonly label: string;
    readonly hint: string;
  }[];
  readonly selected: Name;
  readonly onSelect: (name: Name) => void;
};

/** Radio buttons, each with a hint. */
export function ChoiceField<Name extends string>({
  label,
  name,
  choices,
  selected,
  onSelect,
}: ChoiceFieldProps<Name>) {
  const id = useId();
  return (
    <fieldset className="choice-field">
      <legend>{label}</legend>
      {choices.map((choice) => (
        <label key={choice.name} className="choice">
          <input
            type="radio"
            className="choice-radio"
            name={name}
            value={choice.name}
            checked={choice.name === selected}
            onChange={() => onSelect(choice.name)}
            aria-labelledby={`${id}-${choice.name}`}
            aria-describedby={`${id}-${choice.name}-hint`}
          />
          <span>
            <span id={`${id}-${choice.name}`}>{choice.label}</span>
            <span id={`${id}-${choice.name}-hint`} className="choice-hint">
              {choice.hint}
            </span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
