import { useEffect, useState } from 'react';
import type { SignedIn } from '../account/use-session.js';
import { useDemo } from '../demo.js';
import { readDetails } from '../sandbox/use-timeline.js';
import type { TokenChanges } from './claim-rows.js';

/** What token-claims did to the tokens of the session. Undefined until it is known. */
export function useTokenChanges({ user }: SignedIn): TokenChanges | undefined {
  const { sandbox, timeline } = useDemo();
  const [changes, setChanges] = useState<TokenChanges>();
  const run = timeline.findLast(
    ({ name, kind, state }) =>
      kind === 'invocation' && name === 'token-claims' && state === 'succeeded',
  )?.id;
  useEffect(() => {
    if (sandbox === undefined || run === undefined) return;
    const left = new AbortController();
    readDetails(sandbox, run, left.signal).then(
      ({ output }) => {
        const { userName, response } = (output ?? {}) as PreTokenGeneration;
        // The last run can be about another user, in another tab.
        if (userName === user.userId || userName === user.username) {
          setChanges(response?.claimsAndScopeOverrideDetails);
        }
      },
      () => {
        // Without the details nothing is marked.
      },
    );
    return () => left.abort();
  }, [sandbox, run, user.userId, user.username]);
  return changes;
}

type PreTokenGeneration = {
  readonly userName?: string;
  readonly response?: { readonly claimsAndScopeOverrideDetails?: TokenChanges };
};
