import { Check } from 'lucide-react';
import { Link } from 'wouter';
import { useDemo } from '../demo.js';
import { flows } from '../flows/flows.js';
import { LinkButton } from '../form/link-button.js';
import type { Flow, FlowGroup } from './flow.js';
import styles from './guide.module.css';

const GROUPS: readonly FlowGroup[] = ['Sign up', 'Sign in', 'Data', 'Functions'];

export type FlowListProps = {
  readonly current: Flow | undefined;
  /** Called when the visitor chooses a flow. */
  readonly onChoose?: () => void;
};

/** All flows, with what is done. */
export function FlowList({ current, onChoose }: FlowListProps) {
  const { done, startOver } = useDemo().progress;
  return (
    <nav className={styles.list} aria-label="Flows">
      {GROUPS.map((group) => (
        <section key={group} aria-label={group}>
          <h2 className={styles.group}>{group}</h2>
          <ul>
            {flows
              .filter((flow) => flow.group === group)
              .map((flow) => (
                <li key={flow.id}>
                  <Link
                    href={`/${flow.id}`}
                    className={styles.entry}
                    aria-current={flow === current ? 'page' : undefined}
                    data-done={done.has(flow.id)}
                    {...(onChoose && { onClick: onChoose })}
                  >
                    <span className={styles.mark} aria-hidden="true">
                      {done.has(flow.id) && <Check size={11} strokeWidth={3} />}
                    </span>
                    {flow.title}
                    {done.has(flow.id) && <span className="visually-hidden"> (done)</span>}
                  </Link>
                </li>
              ))}
          </ul>
        </section>
      ))}
      {done.size > 0 && (
        <p className={styles.startOver}>
          <LinkButton onClick={startOver}>Forget what is done</LinkButton>
        </p>
      )}
    </nav>
  );
}
