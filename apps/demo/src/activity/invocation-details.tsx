import type { Invocation } from '@amplify-recipes/sandbox';
import { JsonView } from '../controls/json-view.js';

/** The event, the response or error, and the logs of an invocation. */
export function InvocationDetails({ invocation }: { readonly invocation: Invocation }) {
  const { event, outcome, logs, id } = invocation;
  return (
    <div className="invocation-details">
      <h3>Event</h3>
      <JsonView value={event} />
      {outcome.status === 'success' ? (
        <>
          <h3>Response</h3>
          <JsonView value={outcome.response} />
        </>
      ) : (
        <>
          <h3>Error</h3>
          <pre className="code-block">
            {[
              `${outcome.error.errorType}: ${outcome.error.errorMessage}`,
              ...(outcome.error.trace ?? []),
            ].join('\n')}
          </pre>
        </>
      )}
      <h3>Logs</h3>
      {logs.length > 0 ? (
        <pre className="code-block">{logs.join('\n')}</pre>
      ) : (
        <p className="muted">The function logged nothing.</p>
      )}
      <p className="muted">
        Request id <code>{id}</code>
      </p>
    </div>
  );
}
