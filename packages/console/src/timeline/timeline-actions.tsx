import { Eraser, Pause, Play } from 'lucide-react';
import { Button, showFailure } from '../controls/index.ts';
import { clearTimeline } from '../live/live-store.ts';
import { ViewActions } from '../shell/view-frame.tsx';
import styles from './timeline-actions.module.css';

type TimelineActionsProps = {
  readonly isPaused: boolean;
  readonly onPause: (isPaused: boolean) => void;
  readonly hasEntries: boolean;
};

export function TimelineActions({ isPaused, onPause, hasEntries }: TimelineActionsProps) {
  return (
    <ViewActions>
      <Button
        onPress={() => onPause(!isPaused)}
        aria-label={isPaused ? 'Go on' : 'Pause'}
        aria-pressed={isPaused}
      >
        {isPaused ? <Play aria-hidden /> : <Pause aria-hidden />}
        <span className={styles.words}>{isPaused ? 'Go on' : 'Pause'}</span>
      </Button>
      <Button
        isDisabled={!hasEntries}
        aria-label="Clear"
        onPress={() => void clearTimeline().catch(showFailure)}
      >
        <Eraser aria-hidden />
        <span className={styles.words}>Clear</span>
      </Button>
    </ViewActions>
  );
}
