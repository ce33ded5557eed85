import { useMemo } from 'react';
import {
  Autocomplete,
  Dialog,
  Header,
  Input,
  Menu,
  MenuItem,
  MenuSection,
  Modal,
  ModalOverlay,
  SearchField,
  useFilter,
} from 'react-aria-components';
import { useLocation } from 'wouter';
import popover from '../controls/popover.module.css';
import { places } from '../shell/places.ts';
import styles from './palette.module.css';
import type { PaletteProps } from './palette-props.ts';

/** Finds everything, and goes there. */
export function Palette({ isOpen, onClose }: PaletteProps) {
  const [, navigate] = useLocation();
  const { contains } = useFilter({ sensitivity: 'base' });
  const items = useMemo(
    () => places.map(({ path, label, icon }) => ({ id: path, label, Icon: icon })),
    [],
  );
  return (
    <ModalOverlay
      isOpen={isOpen}
      onOpenChange={(open) => !open && onClose()}
      isDismissable
      className={styles.overlay ?? ''}
    >
      <Modal className={styles.modal ?? ''}>
        <Dialog aria-label="Search" className={styles.dialog ?? ''}>
          <Autocomplete filter={contains}>
            <SearchField aria-label="Search" autoFocus className={styles.search ?? ''}>
              <Input placeholder="Search" className={styles.input ?? ''} />
            </SearchField>
            <Menu
              className={styles.menu ?? ''}
              onAction={(key) => {
                onClose();
                navigate(String(key));
              }}
            >
              <MenuSection>
                <Header className={styles.title ?? ''}>Places</Header>
                {items.map(({ id, label, Icon }) => (
                  <MenuItem key={id} id={id} textValue={label} className={popover.item ?? ''}>
                    <Icon aria-hidden />
                    {label}
                  </MenuItem>
                ))}
              </MenuSection>
            </Menu>
          </Autocomplete>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
