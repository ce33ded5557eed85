import styles from './messages.module.css';

/**
 * Shows an e-mail as its reader sees it. The function that wrote the e-mail is not trusted, so the
 * frame runs no scripts, loads nothing and cannot change the page.
 */
export function EmailBody({ html }: { readonly html: string }) {
  return (
    <iframe
      className={styles.email}
      title="E-mail"
      sandbox="allow-popups"
      referrerPolicy="no-referrer"
      srcDoc={`${HEAD}${html}`}
    />
  );
}

const HEAD = `<!doctype html><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<base target="_blank">
<style>body { font: 14px/1.5 system-ui, sans-serif; margin: 12px; overflow-wrap: anywhere }</style>
`;
