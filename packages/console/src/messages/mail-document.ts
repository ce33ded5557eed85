/** Elements that load something, run something or change where the document stands. */
const REMOVED = [
  ...['script', 'noscript', 'iframe', 'frame', 'frameset', 'object', 'embed', 'applet'],
  ...['link', 'meta', 'base', 'form', 'portal', 'template'],
].join(',');

/** Attributes with the address of something to load. */
const LOADING = new Set(['src', 'srcset', 'poster', 'background', 'data', 'xlink:href']);

/** Nothing is loaded: remote images would tell their sender that the e-mail was opened. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'";

const FRAME_HEAD = [
  '<meta charset="utf-8">',
  `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
  '<meta name="referrer" content="no-referrer">',
  '<base target="_blank">',
  '<style>',
  ':root{color-scheme:light}',
  'body{margin:20px;font:14px/1.55 system-ui,-apple-system,"Segoe UI",sans-serif;',
  'color:#14151f;background:#fff;overflow-wrap:anywhere}',
  'img{max-width:100%;height:auto}a{color:#5146d9}',
  '</style>',
].join('');

/**
 * The document of a sandboxed frame that shows the HTML of an e-mail. It has no scripts and loads
 * nothing. Its links open in a new tab.
 */
export function mailDocument(html: string): string {
  const mail = new DOMParser().parseFromString(html, 'text/html');
  for (const element of mail.querySelectorAll(REMOVED)) element.remove();
  for (const link of mail.querySelectorAll('a, area')) {
    link.setAttribute('target', '_blank');
    link.setAttribute('rel', 'noopener noreferrer');
    link.removeAttribute('ping');
  }
  for (const element of mail.querySelectorAll('*')) {
    for (const { name, value } of [...element.attributes]) {
      const loads = LOADING.has(name) && !value.startsWith('data:image/');
      if (loads || name.startsWith('on')) element.removeAttribute(name);
    }
  }
  return `<!doctype html><html lang="en"><head>${FRAME_HEAD}${mail.head.innerHTML}</head>${mail.body.outerHTML}</html>`;
}
