import { Chip } from '@amplify-recipes/console/controls';
import { useDemo } from '../demo.js';
import flows from '../flows/flows.module.css';
import { logEntriesOf, useInvocations } from '../sandbox/use-invocations.js';
import { ZonedTime } from '../shell/zoned-time.js';
import styles from './todos.module.css';

const SHOWN = 5;

/** What the function of the table's stream logged for the last changes. */
export function WatchedChanges() {
  const { sandbox } = useDemo();
  const invocations = useInvocations('watch-todos');
  const changes = invocations.flatMap((invocation) =>
    logEntriesOf(invocation).flatMap(({ message, fields }, index) =>
      Array.isArray(fields)
        ? [{ key: `${invocation.id} ${index}`, at: invocation.startedAt, message, fields }]
        : [],
    ),
  );
  if (sandbox === undefined) return null;
  return (
    <section className={flows.card} aria-label="The stream handler">
      <div>
        <h2>What watch-todos saw</h2>
        <p className="soft">It logs the names of the changed fields, never their values.</p>
      </div>
      {changes.length === 0 && <p className="soft">Nothing yet. Add, tick off or delete a todo.</p>}
      <ul className={styles.changes}>
        {changes
          .slice(-SHOWN)
          .toReversed()
          .map(({ key, at, message, fields }) => (
            <li key={key}>
              <ZonedTime at={at} />
              <strong>{String(message)}</strong>
              <span className={styles.fields}>
                {fields.map((field) => (
                  <Chip key={String(field)}>{String(field)}</Chip>
                ))}
              </span>
            </li>
          ))}
      </ul>
    </section>
  );
}
