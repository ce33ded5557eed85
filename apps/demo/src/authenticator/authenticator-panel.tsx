import { useEffect, useState } from 'react';
import { Button } from '../controls/button.js';
import { totpCode, totpLasts } from './totp.js';
import type { Authenticator } from './use-authenticator.js';

export type AuthenticatorPanelProps = {
  readonly authenticator: Authenticator;
  /** What the button of a code does, where the page has a form for it. */
  readonly onUseCode: ((code: string) => void) | undefined;
};

/** What an authenticator app on the visitor's phone would show. */
export function AuthenticatorPanel({ authenticator, onUseCode }: AuthenticatorPanelProps) {
  const accounts = Object.entries(authenticator.accounts);
  if (accounts.length === 0) return null;
  return (
    <section className="panel" aria-labelledby="authenticator-title">
      <header className="panel-head">
        <h2 id="authenticator-title">Authenticator</h2>
        <p>What an app on your phone would show, computed in this page.</p>
      </header>
      <ul className="panel-list">
        {accounts.map(([account, secret]) => (
          <li key={account} className="entry">
            <strong className="account-name">{account}</strong>
            <CurrentCode secret={secret} onUseCode={onUseCode} />
          </li>
        ))}
      </ul>
    </section>
  );
}

type CurrentCodeProps = Pick<AuthenticatorPanelProps, 'onUseCode'> & { readonly secret: string };

function CurrentCode({ secret, onUseCode }: CurrentCodeProps) {
  const code = useCurrentCode(secret);
  return (
    <div className="entry-code">
      <code className="code">{code}</code>
      {onUseCode && (
        <Button size="small" look="primary" onClick={() => onUseCode(code)}>
          Use this code
        </Button>
      )}
    </div>
  );
}

/** The code of now, and the next one when its time has come. */
function useCurrentCode(secret: string): string {
  const [code, setCode] = useState('');
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    let stopped = false;
    const show = async () => {
      const now = Date.now();
      const current = await totpCode(secret, now);
      if (stopped) return;
      setCode(current);
      timer = setTimeout(show, totpLasts(now));
    };
    void show();
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, [secret]);
  return code;
}
