import { Button, Chip, CopyButton, Tabs, type Tone } from '@amplify-recipes/console/controls';
import { fetchAuthSession } from 'aws-amplify/auth';
import clsx from 'clsx';
import { useEffect, useState } from 'react';
import { NeedsAccount } from '../account/needs-account.js';
import type { SignedIn, Token } from '../account/use-session.js';
import { Failure } from '../form/failure.js';
import { useAction } from '../form/use-action.js';
import { Outcome } from '../guide/outcome.js';
import { useFinish } from '../guide/use-finish.js';
import { ZonedTime } from '../shell/zoned-time.js';
import { type ClaimChange, type ClaimRow, claimRows } from './claim-rows.js';
import styles from './claims.module.css';
import flows from './flows.module.css';
import { useTokenChanges } from './use-token-changes.js';

export function Claims() {
  return <NeedsAccount>{(session) => <Tokens session={session} />}</NeedsAccount>;
}

function Tokens({ session }: { readonly session: SignedIn }) {
  const changes = useTokenChanges(session);
  const [selected, select] = useState<string>('ID token');
  const finish = useFinish();
  const refresh = useAction(async () => {
    await fetchAuthSession({ forceRefresh: true });
  });
  useEffect(() => {
    if (changes) finish();
  }, [changes, finish]);
  return (
    <div className={flows.stack}>
      <div className={flows.row}>
        <Button look="primary" isPending={refresh.pending} onPress={() => refresh.run()}>
          Refresh the tokens
        </Button>
        <span className="soft">Cognito calls token-claims again.</span>
      </div>
      <Failure error={refresh.error} />
      <div className={styles.tokens}>
        <Tabs
          label="Token"
          selected={selected}
          onSelect={select}
          tabs={session.tokens.map((token) => ({
            id: token.name,
            label: token.name,
            content: () => <TokenClaims token={token} rows={claimRows(token, changes, session)} />,
          }))}
        />
      </div>
      {changes && (
        <Outcome title="The marked claims are the work of token-claims.">
          Cognito would have issued the others without it.
        </Outcome>
      )}
    </div>
  );
}

type TokenClaimsProps = { readonly token: Token; readonly rows: readonly ClaimRow[] };

function TokenClaims({ token, rows }: TokenClaimsProps) {
  return (
    <>
      <dl className={clsx(flows.facts, styles.claims)}>
        {rows.map((row) => (
          <div key={row.name} data-change={row.change}>
            <dt>{row.name}</dt>
            <dd>
              <Value row={row} />
              {row.change && <Chip tone={TONES[row.change]}>{WORDS[row.change]}</Chip>}
            </dd>
          </div>
        ))}
      </dl>
      <p className={flows.row}>
        <CopyButton text={token.raw} label={`Copy the ${token.name}`} small />
        <span className="soft">as it was issued, {token.raw.length} characters</span>
      </p>
    </>
  );
}

const TONES: Readonly<Record<ClaimChange, Tone>> = { added: 'ok', removed: 'bad', changed: 'warn' };
const WORDS: Readonly<Record<ClaimChange, string>> = {
  added: 'added by token-claims',
  removed: 'removed by token-claims',
  changed: 'changed by token-claims',
};

/** Claims in seconds since 1970: RFC 7519, section 4.1, and OpenID Connect's auth_time. */
const TIMES = new Set(['auth_time', 'exp', 'iat', 'nbf']);

function Value({ row: { name, value, change } }: { readonly row: ClaimRow }) {
  if (typeof value === 'number' && TIMES.has(name)) {
    return (
      <span>
        <ZonedTime at={new Date(value * 1000).toISOString()} withDay />{' '}
        <span className="soft">{value}</span>
      </span>
    );
  }
  const text = Array.isArray(value)
    ? value.join(', ')
    : typeof value === 'object'
      ? JSON.stringify(value)
      : String(value);
  return change === 'removed' ? <s>{text}</s> : <span>{text}</span>;
}
