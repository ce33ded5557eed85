import { Button } from '@amplify-recipes/console/controls';
import { Smartphone } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useDemo } from '../demo.js';
import { TextInput } from '../form/fields.js';
import form from '../form/form.module.css';
import messages from '../messages/messages.module.css';
import { totpCode, totpLasts } from './totp.js';

export type AuthenticatorCodeProps = {
  readonly account: string;
  readonly code: string;
  readonly onCode: (code: string) => void;
};

/** A field for the code of an authenticator, and what an app on the visitor's phone would show. */
export function AuthenticatorCode({ account, code, onCode }: AuthenticatorCodeProps) {
  const { authenticator, sandbox } = useDemo();
  const secret = authenticator.accounts[account];
  return (
    <div className={form.codeInput}>
      <TextInput
        label="Code"
        name="code"
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={6}
        placeholder="000000"
        value={code}
        onChange={onCode}
      />
      {secret !== undefined && <CurrentCode secret={secret} onCode={onCode} />}
      {secret === undefined && sandbox !== undefined && (
        <p className="soft">
          This browser does not have the secret of this account. Use the app in which you set it up.
        </p>
      )}
    </div>
  );
}

type CurrentCodeProps = {
  readonly secret: string;
  readonly onCode: (code: string) => void;
};

function CurrentCode({ secret, onCode }: CurrentCodeProps) {
  const code = useCurrentCode(secret);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset has its own style
    <div className={messages.arrived} role="group" aria-label="Authenticator" data-arrived>
      <Smartphone aria-hidden size={15} />
      <span className={messages.arrivedWords}>
        <strong>Authenticator</strong>
        <span className="soft">The code that an app on your phone would show</span>
      </span>
      <code className={messages.code}>{code}</code>
      <Button small onPress={() => onCode(code)}>
        Use this code
      </Button>
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
