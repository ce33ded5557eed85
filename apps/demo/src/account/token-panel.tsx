import { useState } from 'react';
import { CopyButton } from '../controls/copy-button.js';
import { Tabs } from '../controls/tabs.js';
import type { Token } from './use-session.js';

/** Claims in seconds since 1970: RFC 7519, section 4.1, and OpenID Connect's auth_time. */
const TIMES = new Set(['auth_time', 'exp', 'iat', 'nbf']);

/** The decoded claims of each token. */
export function TokenPanel({ tokens }: { readonly tokens: readonly Token[] }) {
  const [selected, select] = useState<Token['name']>('ID token');
  const token = tokens.find(({ name }) => name === selected);
  if (!token) return null;
  return (
    <Tabs
      label="Token"
      tabs={tokens.map(({ name }) => ({ name, label: name }))}
      selected={selected}
      onSelect={select}
    >
      <dl className="facts">
        {Object.entries(token.claims).map(([claim, value]) => (
          <div key={claim}>
            <dt>{claim}</dt>
            <dd>
              <Claim name={claim} value={value} />
            </dd>
          </div>
        ))}
      </dl>
      <div className="token-copy">
        <CopyButton text={token.raw} label={`Copy the ${token.name}`} />
        <span className="muted">as it was issued, {token.raw.length} characters</span>
      </div>
    </Tabs>
  );
}

function Claim({ name, value }: { readonly name: string; readonly value: unknown }) {
  if (typeof value === 'number' && TIMES.has(name)) {
    return (
      <>
        {new Date(value * 1000).toLocaleString()} <span className="muted">{value}</span>
      </>
    );
  }
  if (Array.isArray(value)) {
    return value.map((item) => (
      <span key={String(item)} className="badge badge-group">
        {String(item)}
      </span>
    ));
  }
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
