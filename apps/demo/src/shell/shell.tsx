import { useState } from 'react';
import { Dialog, Modal, ModalOverlay } from 'react-aria-components';
import { Redirect, useRoute } from 'wouter';
import { flowAt, flows, nextOf } from '../flows/flows.js';
import { FlowList } from '../guide/flow-list.js';
import { FlowPage } from '../guide/flow-page.js';
import { MessagesDrawer } from '../messages/messages-drawer.js';
import { Header } from './header.js';
import styles from './shell.module.css';
import { StoppedLine } from './stopped-line.js';

/** The frame of the page: the header, the list of flows, and the flow of the address. */
export function Shell() {
  const [, params] = useRoute<{ flow: string; view?: string }>('/:flow/:view?');
  const [opened, setOpened] = useState<'menu' | 'messages'>();
  const close = () => setOpened(undefined);
  const flow = params ? flowAt(params.flow) : undefined;
  if (flow === undefined) return <Redirect to={`/${flows[0]?.id}`} replace />;
  return (
    <div className={styles.shell}>
      <Header onMenu={() => setOpened('menu')} onMessages={() => setOpened('messages')} />
      <StoppedLine />
      <div className={styles.body}>
        <div className={styles.rail}>
          <FlowList current={flow} />
        </div>
        <FlowPage
          guide={{ flow, next: nextOf(flow) }}
          view={params?.view === 'code' ? 'code' : 'try'}
        />
      </div>
      <ModalOverlay
        isOpen={opened === 'menu'}
        onOpenChange={(open) => !open && close()}
        isDismissable
        className={styles.overlay ?? ''}
      >
        <Modal className={styles.drawer ?? ''}>
          <Dialog aria-label="Flows" className={styles.drawerContent ?? ''}>
            <FlowList current={flow} onChoose={close} />
          </Dialog>
        </Modal>
      </ModalOverlay>
      <MessagesDrawer isOpen={opened === 'messages'} onClose={close} />
    </div>
  );
}
