import type { ClickStream } from '../clicks/click-stream.js';
import { FailureNotice } from '../controls/failure-notice.js';
import type { Session } from './use-session.js';
import { WayIn, type WayInProps } from './way-in.js';
import { WhoAmI } from './who-am-i.js';
import './account.css';

export type AccountProps = WayInProps & {
  readonly session: Session;
  readonly clickStream: ClickStream;
  /** Whether the backend answers. */
  readonly online: boolean;
};

/** The visitor's account: the forms to sign up and in, or the signed-in user. */
export function Account({ session, clickStream, online, ...wayIn }: AccountProps) {
  return (
    <section className="panel account" aria-labelledby="account-title">
      <h2 id="account-title" className="visually-hidden">
        Account
      </h2>
      {session.status === 'loading' && <p className="muted">Looking for a session …</p>}
      {session.status === 'failed' && <FailureNotice error={session.error} />}
      {session.status === 'signed-in' && (
        <WhoAmI session={session} clickStream={clickStream} online={online} {...wayIn} />
      )}
      {session.status === 'signed-out' && <WayIn {...wayIn} />}
    </section>
  );
}
