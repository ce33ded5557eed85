import { ExternalLink } from 'lucide-react';
import { Link } from 'wouter';
import type { Overview } from '../api/contract.ts';
import { useOverview } from '../api/queries.ts';
import { Chip, CodeBlock, CopyButton, Loaded, MiddleCut, Notice, Time } from '../controls/index.ts';
import { useLive } from '../live/live-store.ts';
import { type OverviewGroup, overviewGroups, unservedTypes } from './groups.ts';
import styles from './overview-view.module.css';
import { warningParts } from './warning-text.ts';

/** What runs, what to fix, and the line that connects a front end. */
export function OverviewView() {
  const overview = useOverview();
  return (
    <div className={styles.view}>
      <div className={styles.page}>
        <Loaded query={overview}>{(data) => <Everything overview={data} />}</Loaded>
      </div>
    </div>
  );
}

function Everything({ overview }: { readonly overview: Overview }) {
  return (
    <>
      <header className={styles.head}>
        <h2 className={styles.title}>{overview.app}</h2>
        <p className={styles.about}>
          <a href={overview.url} target="_blank" rel="noreferrer">
            {overview.url}
            <ExternalLink aria-hidden size={12} />
          </a>
          <span>{overview.region}</span>
          <span>
            started <Time at={overview.startedAt} style="day" />
          </span>
        </p>
      </header>
      <Warnings warnings={overview.warnings} />
      <section className={styles.connect}>
        <h2 className={styles.heading}>Connect your front end</h2>
        <p className={styles.words}>
          Configure Amplify with these lines. They change nothing for a deployed backend.
        </p>
        <div className={styles.code}>
          <CodeBlock text={overview.frontEnd} copyLabel="Copy the lines" />
        </div>
      </section>
      <Happened />
      <section>
        <h2 className={styles.heading}>What runs</h2>
        <div className={styles.groups}>
          {overviewGroups(overview).map((group) => (
            <Group key={group.title} group={group} />
          ))}
        </div>
      </section>
      <Unserved overview={overview} />
    </>
  );
}

function Warnings({ warnings }: { readonly warnings: readonly string[] }) {
  if (warnings.length === 0) return null;
  return (
    <section aria-label="Warnings" className={styles.warnings}>
      {warnings.map((warning) => (
        <Notice key={warning} tone="warn">
          {warningParts(warning).map(({ kind, text }) =>
            kind === 'words' ? (
              text
            ) : (
              <span key={text} className={styles.command}>
                <code>{text}</code>
                <CopyButton text={text} label="Copy the command" iconOnly small />
              </span>
            ),
          )}
        </Notice>
      ))}
    </section>
  );
}

/** How much happened so far, and how much of it failed. */
function Happened() {
  const { kept } = useLive();
  const flows = kept.entries.filter(({ parent }) => parent === undefined).length;
  const failed = kept.entries.filter(
    ({ state }) => state === 'failed' || state === 'denied',
  ).length;
  return (
    <section>
      <h2 className={styles.heading}>What happened</h2>
      {flows === 0 ? (
        <p className={styles.words}>
          Nothing yet. Requests, triggers and messages appear in the{' '}
          <Link href="/timeline">timeline</Link> when you use your app.
        </p>
      ) : (
        <p className={styles.happened}>
          <Link href="/timeline">{flows.toLocaleString('en')} flows</Link>
          {failed === 0 ? (
            <Chip tone="ok">nothing failed</Chip>
          ) : (
            <Link href="/timeline?status=failed" className={styles.failed}>
              <Chip tone="bad">{failed.toLocaleString('en')} failed</Chip>
            </Link>
          )}
        </p>
      )}
    </section>
  );
}

/** The most things that a group lists. The rest is in its place. */
const MOST = 6;

function Group({ group }: { readonly group: OverviewGroup }) {
  const { title, items, address } = group;
  return (
    <article className={styles.group}>
      <h3 className={styles.groupTitle}>
        <Link href={address}>{title}</Link>
        <span className={styles.count}>{items.length}</span>
      </h3>
      <ul>
        {items.slice(0, MOST).map((item) => (
          <li key={item.id}>
            <Link href={item.address} className={styles.item}>
              <span className={styles.name}>
                <MiddleCut text={item.name} />
              </span>
              {item.note === undefined ? null : (
                <span className={styles.note} title={item.note}>
                  {item.note}
                </span>
              )}
            </Link>
          </li>
        ))}
      </ul>
      {items.length <= MOST ? null : (
        <Link href={address} className={styles.more}>
          {items.length - MOST} more
        </Link>
      )}
    </article>
  );
}

function Unserved({ overview }: { readonly overview: Overview }) {
  const types = unservedTypes(overview);
  if (types.length === 0) return null;
  return (
    <section>
      <h2 className={styles.heading}>What does not run here</h2>
      <p className={styles.words}>
        The sandbox does not support these resources of the backend. Calls to them fail. Test them
        in a cloud sandbox: <code>npx ampx sandbox</code>
      </p>
      <ul className={styles.types}>
        {types.map(([type, count]) => (
          <li key={type}>
            <Chip>
              {type}
              {count === 1 ? '' : ` × ${count}`}
            </Chip>
          </li>
        ))}
      </ul>
    </section>
  );
}
