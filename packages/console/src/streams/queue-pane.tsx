import { Inbox, Send, Trash2, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'wouter';
import type { Overview } from '../api/contract.ts';
import { useOverview } from '../api/queries.ts';
import {
  Button,
  Chip,
  ConfirmDialog,
  CopyButton,
  EmptyState,
  ErrorNotice,
  Facts,
  JsonView,
  Loaded,
  Pane,
  PaneBody,
  Properties,
  Section,
  showFailure,
  showToast,
  Time,
  useAction,
} from '../controls/index.ts';
import { consumersOf, useBatches } from '../live/batches.ts';
import { EntryRows } from '../live/entry-rows.tsx';
import { SendDialog } from './send-dialog.tsx';
import {
  purgeQueue,
  type QueuedMessage,
  readable,
  redrive,
  sendMessage,
  useQueueMessages,
} from './stream-queries.ts';
import styles from './streams.module.css';

export type QueuePaneProps = {
  readonly queue: Overview['queues'][number];
  readonly onClose: () => void;
};

/** Stands for a number that is not read yet. */
const UNKNOWN = '–';

/** A queue and the messages that wait in it. */
export function QueuePane({ queue, onClose }: QueuePaneProps) {
  const messages = useQueueMessages(queue.url);
  const { data: overview } = useOverview();
  const triggers = [queue.friendlyName, queue.name].map((each) => `queue ${each}`);
  const consumers = consumersOf(overview?.functions ?? [], triggers);
  const batches = useBatches('sqs', consumers);
  const [dialog, setDialog] = useState<'send' | 'purge'>();
  const moving = useAction(async () => {
    const moved = await redrive(queue.url);
    showToast(moved === 1 ? 'One message is moved.' : `${moved} messages are moved.`);
  });
  async function purge() {
    try {
      await purgeQueue(queue.url);
      showToast('The queue is empty.');
    } catch (error) {
      showFailure(error);
    }
    setDialog(undefined);
  }
  const list = messages.data ?? [];
  const countOf = (isVisible: boolean) =>
    messages.data?.filter(({ visible }) => visible === isVisible).length ?? UNKNOWN;
  return (
    <Pane
      title={queue.name}
      id={queue.url}
      onClose={onClose}
      actions={
        <>
          {queue.deadLetterOf === undefined ? null : (
            <Button
              small
              look="primary"
              isDisabled={list.length === 0}
              isPending={moving.isPending}
              onPress={() => void moving.run()}
            >
              <Undo2 />
              Redrive
            </Button>
          )}
          <Button small onPress={() => setDialog('send')}>
            <Send />
            Send
          </Button>
          <Button
            small
            look="danger"
            isDisabled={list.length === 0}
            onPress={() => setDialog('purge')}
          >
            <Trash2 />
            Purge
          </Button>
        </>
      }
    >
      <Facts
        facts={[
          { label: 'Waiting', value: countOf(true) },
          { label: 'In flight', value: countOf(false) },
          ...(consumers.length === 0 ? [] : [{ label: 'Functions', value: consumers.join(', ') }]),
          ...(queue.deadLetters === undefined
            ? []
            : [
                {
                  label: `After ${timesText(queue.deadLetters.maxReceives)}`,
                  value: (
                    <>
                      to{' '}
                      <Link href={`/streams/queue/${queue.deadLetters.queue}`}>
                        {queue.deadLetters.queue}
                      </Link>
                    </>
                  ),
                },
              ]),
          ...(queue.deadLetterOf === undefined
            ? []
            : [
                {
                  label: 'Dead letters of',
                  value: queue.deadLetterOf.map((name) => (
                    <Link key={name} href={`/streams/queue/${name}`}>
                      {name}
                    </Link>
                  )),
                },
              ]),
          {
            label: 'URL',
            value: (
              <span className={styles.url}>
                <code>{queue.url}</code>
                <CopyButton text={queue.url} label="Copy the URL" iconOnly small />
              </span>
            ),
          },
        ]}
      />
      {moving.error === undefined ? null : (
        <div className={styles.failure}>
          <ErrorNotice error={moving.error} />
        </div>
      )}
      <PaneBody>
        {batches.length === 0 ? null : (
          <Section title="Batches" padded={false}>
            <EntryRows label="Batches" entries={batches} />
          </Section>
        )}
        <Loaded query={messages}>
          {(shown) =>
            shown.length === 0 ? (
              <EmptyState icon={<Inbox />} title="Messages that wait appear here">
                {queue.deadLetterOf === undefined
                  ? consumers.length === 0
                    ? 'No function reads this queue. Send a message to see it wait.'
                    : `${consumers.join(' and ')} gets them at once. Those that fail wait here.`
                  : 'Messages come here after their consumer failed too often.'}
              </EmptyState>
            ) : (
              <ul aria-label="Messages">
                {shown.map((message) => (
                  <Message key={message.id} message={message} />
                ))}
              </ul>
            )
          }
        </Loaded>
      </PaneBody>
      <SendDialog
        title={`Send a message to ${queue.name}`}
        isOpen={dialog === 'send'}
        onClose={() => setDialog(undefined)}
        onSend={({ text }) => sendMessage(queue.url, text)}
      />
      <ConfirmDialog
        title={`Delete all messages of ${queue.name}?`}
        isOpen={dialog === 'purge'}
        onClose={() => setDialog(undefined)}
        confirm="Delete messages"
        onConfirm={() => void purge()}
      >
        <p>You cannot undo this.</p>
      </ConfirmDialog>
    </Pane>
  );
}

function Message({ message }: { readonly message: QueuedMessage }) {
  const attributes = Object.keys(message.attributes);
  return (
    <li className={styles.message}>
      <header className={styles.head}>
        <Time at={message.sentAt} />
        <code className="faint">{message.id}</code>
        {message.visible ? null : <Chip tone="warn">in flight</Chip>}
        {message.receiveCount === 0 ? null : <Chip>received {message.receiveCount}×</Chip>}
      </header>
      <JsonView value={readable(message.body)} copyLabel="Copy the body" />
      {attributes.length === 0 ? null : (
        <>
          <p className={styles.part}>Attributes</p>
          <Properties
            label="Attributes"
            rows={attributes.map((name) => ({
              name,
              value: <code>{attributeText(message.attributes[name])}</code>,
            }))}
          />
        </>
      )}
    </li>
  );
}

/** `3 receives` */
function timesText(receives: number): string {
  return receives === 1 ? 'one receive' : `${receives} receives`;
}

/** The value of `{ DataType: 'String', StringValue: 'text' }`. */
function attributeText(attribute: unknown): string {
  const { StringValue, BinaryValue } = Object(attribute) as Readonly<Record<string, unknown>>;
  return String(StringValue ?? BinaryValue ?? JSON.stringify(attribute));
}
