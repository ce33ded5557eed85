import { Megaphone, Send } from 'lucide-react';
import { useMemo, useState } from 'react';
import { Link } from 'wouter';
import type { Overview } from '../api/contract.ts';
import {
  Button,
  Chip,
  EmptyState,
  Facts,
  Loaded,
  Pane,
  PaneBody,
  Section,
  Time,
} from '../controls/index.ts';
import { lineOf } from '../messages/message-text.ts';
import { useOutbox } from '../messages/outbox.ts';
import { SendDialog } from './send-dialog.tsx';
import { publish, useSubscriptions } from './stream-queries.ts';
import styles from './streams.module.css';

export type TopicPaneProps = {
  readonly topic: Overview['topics'][number];
  readonly onClose: () => void;
};

/** A topic: who gets its messages, and what was published. */
export function TopicPane({ topic, onClose }: TopicPaneProps) {
  const subscriptions = useSubscriptions(topic.arn);
  const outbox = useOutbox();
  const [isSending, setSending] = useState(false);
  const published = useMemo(
    () => outbox.data?.filter(({ channel, to }) => channel === 'topic' && to === topic.arn) ?? [],
    [outbox.data, topic.arn],
  );
  return (
    <Pane
      title={topic.name}
      id={topic.arn}
      onClose={onClose}
      actions={
        <Button small onPress={() => setSending(true)}>
          <Send />
          Publish
        </Button>
      }
    >
      <Facts facts={[{ label: 'ARN', value: <code>{topic.arn}</code> }]} />
      <PaneBody>
        <Section title="Subscriptions" padded={false}>
          <Loaded query={subscriptions}>
            {(list) =>
              list.length === 0 ? (
                <EmptyState title="Nothing subscribes to the topic">
                  Add a subscription in <code>amplify/backend.ts</code>.
                </EmptyState>
              ) : (
                <ul className={styles.rows}>
                  {list.map(({ SubscriptionArn, Protocol, Endpoint }) => (
                    <li key={SubscriptionArn}>
                      <Chip>{Protocol}</Chip>
                      <code className={styles.rest}>{Endpoint}</code>
                    </li>
                  ))}
                </ul>
              )
            }
          </Loaded>
        </Section>
        <Section title="Published" padded={false}>
          {published.length === 0 ? (
            <EmptyState icon={<Megaphone />} title="The messages of the topic appear here">
              Publish one in your app or here.
            </EmptyState>
          ) : (
            <ul className={styles.rows}>
              {published.map((message) => (
                <li key={message.id}>
                  <span className="faint">
                    <Time at={message.at} />
                  </span>
                  <Link href={`/messages/${message.id}`} className={styles.rest}>
                    {message.subject ?? lineOf(message)}
                  </Link>
                </li>
              ))}
            </ul>
          )}
        </Section>
      </PaneBody>
      <SendDialog
        title={`Publish to ${topic.name}`}
        isOpen={isSending}
        onClose={() => setSending(false)}
        onSend={({ text, extra }) => publish(topic.arn, extra, text)}
        extra={{ label: 'Subject', first: '' }}
      />
    </Pane>
  );
}
