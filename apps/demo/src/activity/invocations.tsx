import type { Invocation } from '@amplify-recipes/sandbox';
import { InvocationEntry } from './invocation-entry.js';

const SHOWN = 50;

/** The last invocations of functions, the newest first. */
export function Invocations({ invocations }: { readonly invocations: readonly Invocation[] }) {
  return (
    <section className="panel" aria-labelledby="invocations-title">
      <header className="panel-head">
        <h2 id="invocations-title">Functions</h2>
        <p>
          {invocations.length > SHOWN
            ? `The last ${SHOWN} of ${invocations.length} invocations.`
            : 'Each invocation runs the bundle that would be deployed.'}
        </p>
      </header>
      {invocations.length === 0 ? (
        <p className="panel-empty">No function has run yet.</p>
      ) : (
        <ul className="panel-list">
          {invocations
            .slice(-SHOWN)
            .toReversed()
            .map((invocation) => (
              <InvocationEntry key={invocation.id} invocation={invocation} />
            ))}
        </ul>
      )}
    </section>
  );
}
