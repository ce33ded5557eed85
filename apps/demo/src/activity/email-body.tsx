/**
 * An e-mail as its reader sees it. It comes from a function, which may have written anything into
 * it: it runs no script, loads nothing, and stays in its frame.
 */
export function EmailBody({ html }: { readonly html: string }) {
  return (
    <iframe
      className="email-body"
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
