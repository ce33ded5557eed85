import { useEffect, useState } from 'react';
import { Button } from '../controls/button.js';
import { totpCode, totpLasts } from './totp.js';
import type { Authenticator } from './use-authenticator.js';

export type AuthenticatorPanelProps = {
  readonly authenticator: Authenticator;
  /** The action of the button "Use this code"; undefined if no form takes the code. */
  readonly onUseCode: ((code: string) => void) | undefined;
};

/** The codes that an authenticator app on the visitor's phone would show. */
export function AuthenticatorPanel({ authenticator, onUseCode }: AuthenticatorPanelProps) {
  const accounts = Object.entries(authenticator.accounts);
  if (accounts.length === 0) return null;
  return (
    <section className="panel" aria-labelledby="authenticator-title">
      <header className="panel-head">
        <h2 id="authenticator-title">Authenticator</h2>
        <p>This page computes the codes that an app on your phone would show.</p>
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

/** The current code. It changes when its period ends. */
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
