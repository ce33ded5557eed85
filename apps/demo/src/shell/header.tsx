import { Button, Chip, IconButton } from '@amplify-recipes/console/controls';
import { ArrowUpRight, Mail, Menu } from 'lucide-react';
import { useDemo } from '../demo.js';
import type { Activity } from '../sandbox/use-activity.js';
import mark from './mark.svg';
import styles from './shell.module.css';

export type HeaderProps = {
  readonly onMenu: () => void;
  readonly onMessages: () => void;
};

const STATUS = {
  connecting: { tone: 'neutral', words: 'Connecting' },
  running: { tone: 'ok', words: 'Sandbox running' },
  stopped: { tone: 'bad', words: 'Sandbox stopped' },
} as const satisfies Readonly<Record<Activity['status'], unknown>>;

export function Header({ onMenu, onMessages }: HeaderProps) {
  const { sandbox, activity } = useDemo();
  const { tone, words } = STATUS[activity.status];
  const count = activity.outbox.length;
  return (
    <header className={styles.header}>
      <span className={styles.menu}>
        <IconButton label="Flows" onPress={onMenu}>
          <Menu />
        </IconButton>
      </span>
      <img src={mark} alt="" width="26" height="26" />
      <span className={styles.name}>Amplify Recipes</span>
      <span className={styles.tagline}>
        {sandbox ? 'The whole backend runs on this machine' : 'Deployed to AWS'}
      </span>
      {sandbox && (
        <>
          <span className={styles.status} role="status">
            <Chip tone={tone} title={new URL(sandbox.url).host}>
              {words}
            </Chip>
          </span>
          <Button onPress={onMessages}>
            <Mail aria-hidden />
            <span className={styles.wide}>Messages</span>
            {count > 0 && <Chip tone="accent">{count}</Chip>}
          </Button>
          {sandbox.console && (
            <a
              className={styles.console}
              href={sandbox.console.address('')}
              target="_blank"
              rel="noreferrer"
              aria-label="Open console"
            >
              <span className={styles.wide}>Open console</span>
              <span className={styles.narrow}>Console</span>
              <ArrowUpRight aria-hidden size={14} />
            </a>
          )}
        </>
      )}
    </header>
  );
}
