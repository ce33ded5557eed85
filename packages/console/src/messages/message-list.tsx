import { Mail, SearchX } from 'lucide-react';
import type { OutboxMessage } from '../api/contract.ts';
import {
  Button,
  CopyButton,
  type DataColumn,
  DataTable,
  EmptyState,
  Time,
} from '../controls/index.ts';
import { channelIcons, channelNames } from './channels.tsx';
import styles from './message-list.module.css';
import { lineOf } from './message-text.ts';

const columns: readonly DataColumn<OutboxMessage>[] = [
  {
    id: 'to',
    header: 'To',
    width: 'minmax(0, 1fr)',
    value: ({ to }) => to,
    cell: ({ channel, to }) => {
      const Icon = channelIcons[channel];
      return (
        <span className={styles.to}>
          <Icon role="img" aria-label={channelNames[channel]} size={14} />
          <span>{to.startsWith('arn:') ? to.slice(to.lastIndexOf(':') + 1) : to}</span>
        </span>
      );
    },
  },
  {
    id: 'subject',
    header: 'Message',
    width: 'minmax(0, 1.5fr)',
    value: (message) => message.subject ?? lineOf(message),
    cell: (message) => (
      <>
        {message.subject === undefined ? null : <b className={styles.subject}>{message.subject}</b>}
        <span className="soft">{lineOf(message)}</span>
      </>
    ),
  },
  {
    id: 'code',
    header: 'Code',
    width: '104px',
    value: ({ code }) => code,
    cell: ({ code }) =>
      code === undefined ? null : (
        <span className={styles.code}>
          <code>{code}</code>
          <CopyButton text={code} label={`Copy the code ${code}`} iconOnly small />
        </span>
      ),
  },
  {
    id: 'at',
    header: 'Sent',
    width: '92px',
    align: 'end',
    wideOnly: true,
    value: ({ at }) => at,
    cell: ({ at }) => <Time at={at} />,
  },
];

export type MessageListProps = {
  readonly messages: readonly OutboxMessage[];
  /** Whether a search or a choice hides messages. */
  readonly isFiltered: boolean;
  readonly selected: string | undefined;
  readonly onSelect: (id: string) => void;
  readonly onShowAll: () => void;
};

/** The messages, the latest first. */
export function MessageList(props: MessageListProps) {
  return (
    <DataTable
      label="Messages"
      columns={columns}
      rows={props.messages}
      rowId={({ id }) => id}
      selected={props.selected}
      onSelect={props.onSelect}
      empty={
        props.isFiltered ? (
          <EmptyState
            icon={<SearchX />}
            title="No message matches"
            action={<Button onPress={props.onShowAll}>Show all messages</Button>}
          />
        ) : (
          <EmptyState icon={<Mail />} title="E-mails and text messages appear here">
            Nothing leaves this machine. Sign up in your app, or send an e-mail from a function, and
            the message is here with its code.
          </EmptyState>
        )
      }
    />
  );
}
