import { useMemo } from 'react';
import { useLocation, useRoute, useSearchParams } from 'wouter';
import {
  Count,
  Loaded,
  MissingPane,
  SearchField,
  Segments,
  SplitPane,
  Toolbar,
} from '../controls/index.ts';
import { MessageList } from './message-list.tsx';
import { MessagePane } from './message-pane.tsx';
import { matches } from './message-text.ts';
import { useOutbox } from './outbox.ts';

const channels = [
  { id: 'all', label: 'All' },
  { id: 'email', label: 'E-mail' },
  { id: 'sms', label: 'SMS' },
  { id: 'topic', label: 'Topics' },
];

/** What the backend sent: e-mails, text messages and the messages of topics. */
export function MessagesView() {
  const [, parameters] = useRoute('/messages/:id?');
  const [, navigate] = useLocation();
  const [search, setSearch] = useSearchParams();
  const outbox = useOutbox();
  const words = search.get('search') ?? '';
  const channel = search.get('channel') ?? 'all';
  const all = outbox.data;
  const shown = useMemo(
    () =>
      all?.filter(
        (message) => (channel === 'all' || message.channel === channel) && matches(message, words),
      ) ?? [],
    [all, channel, words],
  );
  const id = parameters?.id;
  const query = search.size === 0 ? '' : `?${search}`;
  const select = (next: string) => navigate(`/messages/${next}${query}`, { replace: !!id });
  const close = () => navigate(`/messages${query}`);
  function change(name: string, value: string) {
    setSearch(
      (last) => {
        if (value === '' || value === 'all') last.delete(name);
        else last.set(name, value);
        return last;
      },
      { replace: true },
    );
  }
  const message = all?.find((each) => each.id === id);
  return (
    <SplitPane
      list={
        <>
          <Toolbar
            label="Filter"
            end={all === undefined ? null : <Count shown={shown.length} all={all.length} />}
          >
            <SearchField
              label="Search messages"
              value={words}
              onChange={(text) => change('search', text)}
            />
            <Segments
              label="Channel"
              segments={channels}
              selected={channel}
              onSelect={(next) => change('channel', next)}
            />
          </Toolbar>
          <Loaded query={outbox}>
            {(messages) => (
              <MessageList
                messages={shown}
                isFiltered={messages.length > 0}
                selected={id}
                onSelect={select}
                onShowAll={() => setSearch({}, { replace: true })}
              />
            )}
          </Loaded>
        </>
      }
      details={
        id === undefined || all === undefined ? undefined : message === undefined ? (
          <MissingPane name="Message" onClose={close} title="This message is not kept any more">
            The sandbox keeps the last 1,000 messages.
          </MissingPane>
        ) : (
          <MessagePane message={message} onClose={close} />
        )
      }
    />
  );
}
