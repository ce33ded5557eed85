import { Inbox, Megaphone, Waves } from 'lucide-react';
import { useMemo } from 'react';
import { useLocation, useRoute, useSearchParams } from 'wouter';
import { useOverview } from '../api/queries.ts';
import {
  Chip,
  Count,
  type DataColumn,
  DataTable,
  EmptyState,
  Loaded,
  MissingPane,
  SearchField,
  Segments,
  SplitPane,
  Toolbar,
} from '../controls/index.ts';
import { QueuePane } from './queue-pane.tsx';
import { StreamRecordsPane } from './stream-records-pane.tsx';
import { kindNames, nameOfThing, noteOf, type Thing, thingsOf } from './stream-things.ts';
import styles from './streams.module.css';
import { TopicPane } from './topic-pane.tsx';

const icons = { queue: Inbox, topic: Megaphone, stream: Waves };

const columns: readonly DataColumn<Thing>[] = [
  {
    id: 'name',
    header: 'Name',
    width: 'minmax(0, 1.2fr)',
    value: nameOfThing,
    cell: (thing) => {
      const Icon = icons[thing.kind];
      return (
        <span className={styles.name}>
          <Icon aria-hidden size={14} />
          <span>{nameOfThing(thing)}</span>
        </span>
      );
    },
  },
  {
    id: 'kind',
    header: 'Kind',
    width: '108px',
    value: ({ kind }) => kindNames[kind],
    cell: ({ kind }) => <span className="soft">{kindNames[kind]}</span>,
  },
  {
    id: 'note',
    header: 'Note',
    wideOnly: true,
    value: noteOf,
    cell: (thing) => (noteOf(thing) === '' ? null : <Chip>{noteOf(thing)}</Chip>),
  },
];

const kinds = [
  { id: 'all', label: 'All' },
  { id: 'queue', label: 'Queues' },
  { id: 'topic', label: 'Topics' },
  { id: 'stream', label: 'Streams' },
];

/** The queues, topics and streams with what they carry. */
export function StreamsView() {
  const overview = useOverview();
  const [, parameters] = useRoute('/streams/:kind?/:name?');
  const [, navigate] = useLocation();
  const [search, setSearch] = useSearchParams();
  const things = useMemo(
    () => (overview.data === undefined ? [] : thingsOf(overview.data)),
    [overview.data],
  );
  const words = search.get('search') ?? '';
  const kind = search.get('kind') ?? 'all';
  const shown = useMemo(
    () =>
      things.filter(
        (thing) =>
          (kind === 'all' || thing.kind === kind) &&
          nameOfThing(thing).toLowerCase().includes(words.trim().toLowerCase()),
      ),
    [things, kind, words],
  );
  const id = parameters?.name === undefined ? undefined : `${parameters.kind}/${parameters.name}`;
  const query = search.size === 0 ? '' : `?${search}`;
  const selected = things.find((thing) => thing.id === id);
  const close = () => navigate(`/streams${query}`);
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
  return (
    <SplitPane
      name="streams"
      list={
        <>
          <Toolbar
            label="Filter"
            end={
              overview.data === undefined ? null : (
                <Count shown={shown.length} all={things.length} />
              )
            }
          >
            <SearchField
              label="Search by name"
              value={words}
              onChange={(text) => change('search', text)}
            />
            <Segments
              label="Kind"
              segments={kinds}
              selected={kind}
              onSelect={(next) => change('kind', next)}
            />
          </Toolbar>
          <Loaded query={overview}>
            {() => (
              <DataTable
                label="Streams and queues"
                columns={columns}
                rows={shown}
                rowId={(thing) => thing.id}
                selected={id}
                onSelect={(next) => navigate(`/streams/${next}${query}`, { replace: !!id })}
                empty={
                  things.length > 0 ? (
                    <EmptyState title="Nothing matches">
                      Empty the search, or choose All.
                    </EmptyState>
                  ) : (
                    <EmptyState icon={<Inbox />} title="Queues, topics and streams appear here">
                      The backend has none. Create one with the CDK in{' '}
                      <code>amplify/backend.ts</code>.
                    </EmptyState>
                  )
                }
              />
            )}
          </Loaded>
        </>
      }
      details={
        id === undefined || overview.data === undefined ? undefined : selected === undefined ? (
          <MissingPane
            name={parameters?.name ?? ''}
            onClose={close}
            title="The backend has nothing of this name"
          >
            It may have another name after the last change.
          </MissingPane>
        ) : (
          <ThingPane key={selected.id} thing={selected} onClose={close} />
        )
      }
    />
  );
}

function ThingPane({ thing, onClose }: { readonly thing: Thing; readonly onClose: () => void }) {
  switch (thing.kind) {
    case 'queue':
      return <QueuePane queue={thing.queue} onClose={onClose} />;
    case 'topic':
      return <TopicPane topic={thing.topic} onClose={onClose} />;
    case 'stream':
      return <StreamRecordsPane stream={thing.stream} onClose={onClose} />;
  }
}
