import type { Invocation } from '@amplify-recipes/sandbox';
import { Disclosure } from '../controls/disclosure.js';
import { ClockTime } from './clock-time.js';
import { InvocationDetails } from './invocation-details.js';

const OUTCOMES: Readonly<Record<Invocation['outcome']['status'], string>> = {
  success: 'returned',
  error: 'threw',
  timeout: 'timed out',
  crash: 'crashed',
};

export function InvocationEntry({ invocation }: { readonly invocation: Invocation }) {
  const { source, startedAt, durationMs, initDurationMs, outcome } = invocation;
  return (
    <li className="entry">
      <Disclosure
        summary={
          <span className="invocation">
            <span className="entry-line">
              <strong>{invocation.function}</strong>
              <ClockTime at={startedAt} />
            </span>
            <span className="entry-line muted">
              <span>{source}</span>
              <span className="invocation-facts">
                {initDurationMs !== undefined && (
                  <span className="badge badge-cold">
                    cold start {Math.round(initDurationMs)} ms
                  </span>
                )}
                <span>{milliseconds(durationMs)}</span>
                <span className={`badge badge-${outcome.status}`}>{OUTCOMES[outcome.status]}</span>
              </span>
            </span>
            {outcome.status !== 'success' && (
              <span className="invocation-error">{outcome.error.errorMessage}</span>
            )}
          </span>
        }
      >
        <InvocationDetails invocation={invocation} />
      </Disclosure>
    </li>
  );
}

function milliseconds(duration: number): string {
  return `${duration < 10 ? duration.toFixed(1) : Math.round(duration)} ms`;
}
