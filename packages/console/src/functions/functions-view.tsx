import { SquareFunction } from 'lucide-react';
import { useMemo } from 'react';
import { useLocation, useRoute, useSearchParams } from 'wouter';
import type { FunctionRow } from '../api/contract.ts';
import { useOverview } from '../api/queries.ts';
import {
  Count,
  EmptyState,
  Loaded,
  MissingPane,
  SearchField,
  SplitPane,
  Toolbar,
} from '../controls/index.ts';
import { FunctionList } from './function-list.tsx';
import { FunctionPane } from './function-pane.tsx';

/** The functions of the backend. */
export function FunctionsView() {
  const overview = useOverview();
  return (
    <Loaded query={overview}>
      {({ functions }) =>
        functions.length === 0 ? (
          <EmptyState icon={<SquareFunction />} title="The functions of the backend appear here">
            Add <code>defineFunction</code> to <code>amplify/backend.ts</code>, or a recipe:{' '}
            <code>npx amplify-recipes add</code>.
          </EmptyState>
        ) : (
          <Functions functions={functions} />
        )
      }
    </Loaded>
  );
}

function Functions({ functions }: { readonly functions: readonly FunctionRow[] }) {
  const [, parameters] = useRoute('/functions/:name?');
  const [, navigate] = useLocation();
  const [search, setSearch] = useSearchParams();
  const words = search.get('search') ?? '';
  const shown = useMemo(
    () =>
      functions.filter(({ name, triggers, runtime }) =>
        [name, runtime, ...triggers].join(' ').toLowerCase().includes(words.trim().toLowerCase()),
      ),
    [functions, words],
  );
  const name = parameters?.name;
  const selected = functions.find((each) => each.name === name);
  const query = words === '' ? '' : `?search=${encodeURIComponent(words)}`;
  const close = () => navigate(`/functions${query}`);
  return (
    <SplitPane
      name="functions"
      list={
        <>
          <Toolbar label="Filter" end={<Count shown={shown.length} all={functions.length} />}>
            <SearchField
              label="Search functions"
              value={words}
              onChange={(text) => setSearch(text === '' ? {} : { search: text }, { replace: true })}
            />
          </Toolbar>
          <FunctionList
            functions={shown}
            selected={name}
            onSelect={(next) =>
              navigate(`/functions/${next}${query}`, { replace: name !== undefined })
            }
          />
        </>
      }
      details={
        name === undefined ? undefined : selected === undefined ? (
          <MissingPane name={name} onClose={close} title="The backend has no such function">
            It may have another name after the last change.
          </MissingPane>
        ) : (
          <FunctionPane key={selected.name} row={selected} onClose={close} />
        )
      }
    />
  );
}
