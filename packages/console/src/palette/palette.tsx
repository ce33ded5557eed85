import { Activity, Boxes, CornerDownLeft, Search, UserRound } from 'lucide-react';
import { useMemo, useState } from 'react';
import {
  Autocomplete,
  Collection,
  Dialog,
  Header,
  Input,
  Menu,
  MenuItem,
  MenuSection,
  Modal,
  ModalOverlay,
  SearchField,
} from 'react-aria-components';
import { useLocation } from 'wouter';
import { useOverview } from '../api/queries.ts';
import { Time } from '../controls/index.ts';
import popover from '../controls/popover.module.css';
import { useLive } from '../live/live-store.ts';
import { places } from '../shell/places.ts';
import { type Found, type FoundKind, find, foundKinds } from './found.ts';
import styles from './palette.module.css';
import type { PaletteProps } from './palette-props.ts';

const titles: Record<FoundKind, string> = {
  place: 'Places',
  resource: 'Backend',
  user: 'Users',
  entry: 'Timeline',
};

/** Finds places, resources, users and entries, and goes there. */
export function Palette({ isOpen, onClose }: PaletteProps) {
  const [, navigate] = useLocation();
  const [text, setText] = useState('');
  const { data: overview } = useOverview();
  const { kept } = useLive();
  const found = useMemo(
    () => find(text, { places, overview, entries: kept.entries }),
    [text, overview, kept.entries],
  );
  const sections = foundKinds
    .map((kind) => ({ id: kind, items: found.filter((item) => item.kind === kind) }))
    .filter(({ items }) => items.length > 0);
  return (
    <ModalOverlay
      isOpen={isOpen}
      onOpenChange={(open) => !open && onClose()}
      isDismissable
      className={styles.overlay ?? ''}
    >
      <Modal className={styles.modal ?? ''}>
        <Dialog aria-label="Search" className={styles.dialog ?? ''}>
          <Autocomplete inputValue={text} onInputChange={setText}>
            <SearchField aria-label="Search" autoFocus className={styles.search ?? ''}>
              <Search aria-hidden size={16} />
              <Input
                placeholder="Search operations, users, functions, ids"
                className={styles.input ?? ''}
              />
            </SearchField>
            <Menu
              aria-label="Found"
              items={sections}
              className={styles.menu ?? ''}
              onAction={(key) => {
                onClose();
                navigate(String(key));
              }}
              renderEmptyState={() => (
                <p className={styles.empty}>Nothing has all of these words.</p>
              )}
            >
              {({ id, items }) => (
                <MenuSection id={id}>
                  <Header className={styles.title ?? ''}>{titles[id]}</Header>
                  <Collection items={items}>{(item) => <FoundItem item={item} />}</Collection>
                </MenuSection>
              )}
            </Menu>
          </Autocomplete>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function FoundItem({ item }: { readonly item: Found }) {
  const Icon = iconOf(item);
  return (
    <MenuItem id={item.id} textValue={item.label} className={popover.item ?? ''}>
      {({ isFocused }) => (
        <>
          <Icon aria-hidden />
          <span className={popover.label} title={item.label}>
            {item.label}
          </span>
          {item.note === undefined ? null : (
            <span className={popover.note}>
              {item.kind === 'entry' ? <Time at={item.note} /> : item.note}
            </span>
          )}
          <CornerDownLeft aria-hidden style={{ visibility: isFocused ? 'visible' : 'hidden' }} />
        </>
      )}
    </MenuItem>
  );
}

function iconOf({ kind, id }: Found) {
  if (kind === 'place') return places.find(({ path }) => path === id)?.icon ?? Boxes;
  return { resource: Boxes, user: UserRound, entry: Activity }[kind];
}
