import clsx from 'clsx';
import { Check } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';
import { Menu as AriaMenu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import popover from './popover.module.css';

export type MenuChoice = {
  readonly id: string;
  readonly label: string;
  readonly icon?: ReactNode;
  readonly note?: string;
  readonly isDanger?: boolean;
  readonly isDisabled?: boolean;
};

export type MenuProps = {
  /** The button that opens the menu. */
  readonly trigger: ReactElement;
  readonly label: string;
  readonly choices: readonly MenuChoice[];
  readonly onAction: (id: string) => void;
};

/** Actions behind one button. */
export function Menu({ trigger, label, choices, onAction }: MenuProps) {
  return (
    <MenuTrigger>
      {trigger}
      <Popover className={popover.popover ?? ''} offset={4}>
        <AriaMenu
          aria-label={label}
          className={popover.list ?? ''}
          items={choices}
          disabledKeys={choices.filter((choice) => choice.isDisabled).map((choice) => choice.id)}
          onAction={(key) => onAction(String(key))}
        >
          {(choice) => (
            <MenuItem
              id={choice.id}
              textValue={choice.label}
              className={clsx(popover.item, choice.isDanger && popover.danger)}
            >
              {choice.icon}
              <span className={popover.label}>{choice.label}</span>
              {choice.note === undefined ? null : (
                <span className={popover.note}>{choice.note}</span>
              )}
            </MenuItem>
          )}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}

export type ChoiceMenuProps = {
  /** The button that opens the menu. */
  readonly trigger: ReactElement;
  readonly label: string;
  readonly choices: readonly MenuChoice[];
  readonly selected: readonly string[];
  readonly onSelect: (ids: readonly string[]) => void;
  /** Default: `multiple`. */
  readonly mode?: 'single' | 'multiple';
};

/** A menu of choices that are on or off, such as the values of a filter. */
export function ChoiceMenu({ trigger, label, choices, ...props }: ChoiceMenuProps) {
  return (
    <MenuTrigger>
      {trigger}
      <Popover className={popover.popover ?? ''} offset={4}>
        <AriaMenu
          aria-label={label}
          className={popover.list ?? ''}
          items={choices}
          selectionMode={props.mode ?? 'multiple'}
          selectedKeys={props.selected}
          onSelectionChange={(keys) =>
            props.onSelect(
              keys === 'all' ? choices.map((choice) => choice.id) : [...keys].map(String),
            )
          }
          renderEmptyState={() => <div className={popover.empty}>Nothing to choose yet</div>}
        >
          {(choice) => (
            <MenuItem id={choice.id} textValue={choice.label} className={popover.item ?? ''}>
              {({ isSelected }) => (
                <>
                  <span className={popover.label}>{choice.label}</span>
                  {choice.note === undefined ? null : (
                    <span className={popover.note}>{choice.note}</span>
                  )}
                  <Check aria-hidden style={{ visibility: isSelected ? 'visible' : 'hidden' }} />
                </>
              )}
            </MenuItem>
          )}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}
