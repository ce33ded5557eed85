/** The scripts of this page, by URL, each with a promise that resolves once it is loaded. */
const scripts = new Map<string, Promise<void>>();

export type ScriptOptions = {
  readonly url: string;
  readonly query: Readonly<Record<string, string>>;
  /** Whether the script calls the function that `onload` names, once it is ready. */
  readonly tellsWhenReady: boolean;
  /** For a Content-Security-Policy. */
  readonly nonce: string | undefined;
};

/**
 * Loads the script of a provider, once per page. After a failure, the next call tries again.
 *
 * @throws {Error} When the script cannot be loaded.
 */
export function loadScript({ url, query, tellsWhenReady, nonce }: ScriptOptions): Promise<void> {
  const source = new URL(url, document.baseURI);
  for (const [name, value] of Object.entries(query)) source.searchParams.set(name, value);
  const known = scripts.get(source.href);
  if (known) return known;
  const loading = append(source, tellsWhenReady, nonce);
  scripts.set(source.href, loading);
  loading.catch(() => scripts.delete(source.href));
  return loading;
}

let count = 0;

function append(source: URL, tellsWhenReady: boolean, nonce: string | undefined): Promise<void> {
  const callback = `amplifyRecipesCaptcha${count++}`;
  const page = window as unknown as Record<string, unknown>;
  const script = document.createElement('script');
  const forget = () => {
    delete page[callback];
  };
  return new Promise<void>((resolve, reject) => {
    const end = () => {
      forget();
      resolve();
    };
    if (tellsWhenReady) {
      page[callback] = end;
      source = new URL(source);
      source.searchParams.set('onload', callback);
    } else {
      script.addEventListener('load', end);
    }
    script.addEventListener('error', () => {
      forget();
      script.remove();
      reject(new Error('The script of the CAPTCHA cannot be loaded.'));
    });
    if (nonce) script.nonce = nonce;
    script.async = true;
    script.src = source.href;
    document.head.append(script);
  });
}
