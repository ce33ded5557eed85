import { Menu as MenuIcon, Search } from 'lucide-react';
import { type ReactNode, Suspense, useEffect, useRef, useState } from 'react';
import { Dialog, Modal, ModalOverlay } from 'react-aria-components';
import { Redirect, useLocation } from 'wouter';
import { useOverview } from '../api/queries.ts';
import { IconButton, Toasts } from '../controls/index.ts';
import { useLive } from '../live/live-store.ts';
import { LazyPalette, usePaletteKey } from '../palette/lazy-palette.tsx';
import { ConnectionLine } from './connection-line.tsx';
import { placeAt } from './places.ts';
import { Rail } from './rail.tsx';
import styles from './shell.module.css';
import { ViewBoundary } from './view-boundary.tsx';
import { ActionsElement, ViewActions } from './view-frame.tsx';

/** The frame of the page: the rail, the top bar, and the view of the address. */
export function Shell() {
  const [path] = useLocation();
  const place = placeAt(path);
  const main = useRef<HTMLElement>(null);
  const [actions, setActions] = useState<HTMLElement | null>(null);
  const [isPaletteOpen, setPaletteOpen] = useState(false);
  usePaletteKey(() => setPaletteOpen((isOpen) => !isOpen));
  useTitle(place?.label);
  useFocusOnPlace(main, place?.path);
  if (place === undefined) return <Redirect to="/" replace />;
  const View = place.view;
  return (
    <div className={styles.shell}>
      <div className={styles.rail}>
        <Rail />
      </div>
      <div className={styles.page}>
        <header className={styles.bar}>
          <RailMenu />
          <button type="button" className={styles.search} onClick={() => setPaletteOpen(true)}>
            <Search aria-hidden size={14} />
            <span className={styles.words}>Search operations, users, functions, ids</span>
            <kbd className={styles.key}>{isApple() ? '⌘K' : 'Ctrl K'}</kbd>
          </button>
          <div ref={setActions} className={styles.actions} />
        </header>
        <ConnectionLine />
        <main ref={main} tabIndex={-1} className={styles.main}>
          <h1 className="visually-hidden">{place.label}</h1>
          <ActionsElement value={actions}>
            <ViewBoundary key={place.path}>
              <Suspense fallback={<div aria-busy="true" className={styles.waiting} />}>
                <View />
              </Suspense>
            </ViewBoundary>
            <ViewActions>
              <LiveDot />
            </ViewActions>
          </ActionsElement>
        </main>
      </div>
      <LazyPalette isOpen={isPaletteOpen} onClose={() => setPaletteOpen(false)} />
      <Toasts />
    </div>
  );
}

function LiveDot(): ReactNode {
  const { connection } = useLive();
  const words =
    connection === 'live' ? 'Live' : connection === 'connecting' ? 'Connecting' : 'Stopped';
  return (
    <span className={styles.live} data-connection={connection}>
      {words}
    </span>
  );
}

function RailMenu() {
  const [isOpen, setOpen] = useState(false);
  return (
    <div className={styles.menu}>
      <IconButton label="Places" onPress={() => setOpen(true)}>
        <MenuIcon />
      </IconButton>
      <ModalOverlay
        isOpen={isOpen}
        onOpenChange={setOpen}
        isDismissable
        className={styles.drawerOverlay ?? ''}
      >
        <Modal className={styles.drawer ?? ''}>
          <Dialog aria-label="Places" className={styles.drawerContent ?? ''}>
            <Rail onLeave={() => setOpen(false)} />
          </Dialog>
        </Modal>
      </ModalOverlay>
    </div>
  );
}

function useTitle(label: string | undefined): void {
  const { data } = useOverview();
  useEffect(() => {
    document.title = [label, data?.app, 'Amplify Recipes'].filter(Boolean).join(' · ');
  }, [label, data?.app]);
}

/** Another place takes the focus, so that the keys and a screen reader continue there. */
function useFocusOnPlace(main: { readonly current: HTMLElement | null }, path: string | undefined) {
  const last = useRef(path);
  useEffect(() => {
    if (last.current === path) return;
    last.current = path;
    main.current?.focus();
  }, [main, path]);
}

function isApple(): boolean {
  return /Mac|iPhone|iPad/.test(navigator.platform);
}
