import type { OutboxMessage } from '@amplify-recipes/sandbox';
import { Button } from '../controls/button.js';
import { CopyButton } from '../controls/copy-button.js';
import { Disclosure } from '../controls/disclosure.js';
import { ClockTime } from './clock-time.js';
import { EmailBody } from './email-body.js';
import { codeIn } from './message-code.js';

export type OutboxEntryProps = {
  readonly message: OutboxMessage;
  readonly onUseCode: (() => void) | undefined;
};

export function OutboxEntry({ message, onUseCode }: OutboxEntryProps) {
  const { channel, to, from, subject, body, reason, at } = message;
  const code = codeIn(message);
  // An e-mail from the user pool is HTML. An e-mail from a function says which part is HTML.
  const html = message.html ?? (channel === 'email' && !from ? body : undefined);
  return (
    <li className="entry">
      <div className="entry-line">
        <strong>{subject ?? 'Text message'}</strong>
        <ClockTime at={at} />
      </div>
      <div className="entry-line muted">
        <span>to {to}</span>
        <code>{reason}</code>
      </div>
      {code && (
        <div className="entry-code">
          <code className="code">{code}</code>
          <CopyButton text={code} label={`Copy the code ${code}`} />
          {onUseCode && (
            <Button size="small" look="primary" onClick={onUseCode}>
              Use this code
            </Button>
          )}
        </div>
      )}
      <Disclosure summary="Whole message">
        {html === undefined ? <p className="text-message">{body}</p> : <EmailBody html={html} />}
      </Disclosure>
    </li>
  );
}
