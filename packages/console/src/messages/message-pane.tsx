import { ExternalLink } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'wouter';
import type { OutboxMessage } from '../api/contract.ts';
import {
  Chip,
  CodeBlock,
  CopyButton,
  JsonView,
  MiddleCut,
  Pane,
  Segments,
  Time,
} from '../controls/index.ts';
import { useLive } from '../live/live-store.ts';
import { channelNames } from './channels.tsx';
import { MessageBody } from './message-body.tsx';
import styles from './message-pane.module.css';
import { htmlOf, linksOf } from './message-text.ts';

export type MessagePaneProps = {
  readonly message: OutboxMessage;
  readonly onClose: () => void;
};

/** One message: who gets it, what it holds to copy, and how it looks. */
export function MessagePane({ message, onClose }: MessagePaneProps) {
  const [shown, setShown] = useState('message');
  const segments = [
    { id: 'message', label: 'Message' },
    ...(htmlOf(message) === undefined ? [] : [{ id: 'source', label: 'HTML' }]),
    { id: 'data', label: 'Data' },
  ];
  const current = segments.some(({ id }) => id === shown) ? shown : 'message';
  return (
    <Pane
      title={message.subject ?? channelNames[message.channel]}
      id={message.id}
      onClose={onClose}
    >
      <MessageHead message={message} />
      <div className={styles.choice}>
        <Segments label="Shown as" segments={segments} selected={current} onSelect={setShown} />
        <FlowLink message={message} />
      </div>
      {current === 'message' ? <MessageBody message={message} /> : null}
      {current === 'source' ? (
        <div className={styles.source}>
          <CodeBlock text={htmlOf(message) ?? ''} copyLabel="Copy the HTML" />
        </div>
      ) : null}
      {current === 'data' ? (
        <div className={styles.source}>
          <JsonView value={message} copyLabel="Copy the message" />
        </div>
      ) : null}
    </Pane>
  );
}

function MessageHead({ message }: { readonly message: OutboxMessage }) {
  const [link] = linksOf(message);
  return (
    <div className={styles.head}>
      <dl className={styles.envelope}>
        <dt>To</dt>
        <dd>
          <MiddleCut text={message.to} end={14} />
        </dd>
        {message.from === undefined ? null : (
          <>
            <dt>From</dt>
            <dd>{message.from}</dd>
          </>
        )}
        <dt>Sent</dt>
        <dd>
          <Time at={message.at} /> <Chip title="The reason for the message">{message.reason}</Chip>
        </dd>
      </dl>
      {message.code === undefined ? null : (
        <div className={styles.code}>
          <code className={styles.digits}>{message.code}</code>
          <CopyButton text={message.code} label="Copy the code" small />
        </div>
      )}
      {link === undefined ? null : (
        <div className={styles.code}>
          <a className={styles.link} href={link} target="_blank" rel="noopener noreferrer">
            <ExternalLink aria-hidden size={13} />
            <MiddleCut text={link} end={16} />
          </a>
          <CopyButton text={link} label="Copy the link" small />
        </div>
      )}
    </div>
  );
}

function FlowLink({ message }: { readonly message: OutboxMessage }) {
  const { kept } = useLive();
  const entry = kept.entries.findLast(({ messageId }) => messageId === message.id);
  if (entry === undefined) return null;
  return <Link href={`/timeline/${entry.id}`}>What sent it</Link>;
}
