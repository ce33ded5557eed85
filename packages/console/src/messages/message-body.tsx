import { useMemo } from 'react';
import type { OutboxMessage } from '../api/contract.ts';
import { mailDocument } from './mail-document.ts';
import styles from './message-body.module.css';
import { htmlOf, textPieces } from './message-text.ts';

/** A message as its receiver sees it. */
export function MessageBody({ message }: { readonly message: OutboxMessage }) {
  const html = htmlOf(message);
  if (html !== undefined) return <MailFrame html={html} title={message.subject ?? 'E-mail'} />;
  const text = <PlainText text={message.body} />;
  if (message.channel !== 'sms') return <div className={styles.text}>{text}</div>;
  return (
    <div className={styles.phone}>
      <div className={styles.bubble}>{text}</div>
    </div>
  );
}

function MailFrame({ html, title }: { readonly html: string; readonly title: string }) {
  const document = useMemo(() => mailDocument(html), [html]);
  return (
    <iframe
      title={title}
      className={styles.frame}
      // No scripts, no forms, no origin. A link may open a tab of its own.
      sandbox="allow-popups allow-popups-to-escape-sandbox"
      referrerPolicy="no-referrer"
      srcDoc={document}
    />
  );
}

function PlainText({ text }: { readonly text: string }) {
  return textPieces(text).map((piece, index) =>
    piece.isLink ? (
      <a key={index} href={piece.text} target="_blank" rel="noopener noreferrer">
        {piece.text}
      </a>
    ) : (
      piece.text
    ),
  );
}
