import clsx from 'clsx';
import { Check, ChevronDown } from 'lucide-react';
import {
  Select as AriaSelect,
  Button,
  FieldError,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  SelectValue,
} from 'react-aria-components';
import field from './field.module.css';
import popover from './popover.module.css';
import styles from './select.module.css';

export type Choice = { readonly id: string; readonly label: string; readonly note?: string };

export type SelectProps = {
  readonly label: string;
  /** Default: false. The label is only for screen readers. */
  readonly hideLabel?: boolean;
  readonly choices: readonly Choice[];
  readonly selected: string | null;
  readonly onSelect: (id: string) => void;
  readonly placeholder?: string;
  readonly error?: string | undefined;
  readonly isDisabled?: boolean;
};

/** One of a few choices. */
export function Select({ label, hideLabel = false, choices, error, ...props }: SelectProps) {
  return (
    <AriaSelect
      className={field.field ?? ''}
      value={props.selected}
      onChange={(key) => key !== null && props.onSelect(String(key))}
      placeholder={props.placeholder ?? 'Choose'}
      isInvalid={error !== undefined}
      isDisabled={props.isDisabled ?? false}
    >
      <Label className={hideLabel ? 'visually-hidden' : (field.label ?? '')}>{label}</Label>
      <Button className={clsx(field.input, styles.button)}>
        <SelectValue className={styles.value ?? ''}>
          {({ selectedText, defaultChildren }) => selectedText || defaultChildren}
        </SelectValue>
        <ChevronDown aria-hidden size={14} />
      </Button>
      <FieldError className={field.error ?? ''}>{error}</FieldError>
      <Popover className={clsx(popover.popover, styles.popover)} offset={4}>
        <ListBox className={popover.list ?? ''} items={choices}>
          {(choice) => (
            <ListBoxItem className={popover.item ?? ''} id={choice.id} textValue={choice.label}>
              {({ isSelected }) => (
                <>
                  <span className={popover.label} title={choice.label}>
                    {choice.label}
                  </span>
                  {choice.note === undefined ? null : (
                    <span className={popover.note}>{choice.note}</span>
                  )}
                  {isSelected ? <Check aria-hidden /> : null}
                </>
              )}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}
