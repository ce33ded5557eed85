import { Chip, CodeBlock, EmptyState, Section } from '../controls/index.ts';
import styles from './function-permissions.module.css';
import type { FunctionDetails } from './function-queries.ts';

/** What the role allows, and the line that allows what was denied. */
export function FunctionPermissions({ details }: { readonly details: FunctionDetails }) {
  return (
    <>
      {details.denied.length === 0 ? null : (
        <Section title="Denied" padded={false}>
          <ul>
            {details.denied.map(({ action, resources, grant }) => (
              <li key={`${action} ${resources.join(' ')}`} className={styles.denied}>
                <p className={styles.reason}>
                  The policies do not allow <code>{action}</code> on
                </p>
                {resources.map((resource) => (
                  <code key={resource} className={styles.resource}>
                    {resource}
                  </code>
                ))}
                {grant === undefined ? null : (
                  <>
                    <p className="soft">{placeOf(grant)}</p>
                    <div className={styles.grant}>
                      <CodeBlock text={grant} copyLabel="Copy the line" />
                    </div>
                  </>
                )}
              </li>
            ))}
          </ul>
        </Section>
      )}
      <Section title="Allowed" padded={false}>
        {details.policies.length === 0 ? (
          <EmptyState title="The function has no permissions">
            Give it access with <code>allow.resource</code> in the resource that it uses.
          </EmptyState>
        ) : (
          <ul>
            {details.policies.map(({ effect, actions, resources }, index) => (
              <li key={index} className={styles.policy}>
                <Chip tone={effect === 'Allow' ? 'ok' : 'bad'}>{effect}</Chip>
                <div className={styles.lists}>
                  {actions.map((action) => (
                    <code key={action}>{action}</code>
                  ))}
                </div>
                <div className={styles.lists}>
                  {resources.map((resource) => (
                    <code key={resource} className="soft">
                      {resource}
                    </code>
                  ))}
                </div>
              </li>
            ))}
          </ul>
        )}
      </Section>
    </>
  );
}

function placeOf(grant: string): string {
  return grant.startsWith('backend.')
    ? 'Add this line to amplify/backend.ts:'
    : 'Add this line to access of the resource:';
}
