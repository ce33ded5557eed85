/** The sandbox that the page talks to. Undefined with the outputs of a deployment. */
export type LocalSandbox = {
  /** `http://127.0.0.1:4700` */
  readonly url: string;
  /** Undefined if the page's server did not get the address of the console. */
  readonly console: Console | undefined;
};

type Console = {
  /** The secret of the console's API. */
  readonly token: string;
  /** The address of a place of the console: `timeline/12`. It signs the browser in. */
  address(place: string): string;
};

/**
 * @param url The sandbox's URL, from `amplify_outputs.json`.
 * @param consoleUrl The address of the console, which the page's server writes into the page.
 */
export function localSandbox(url: string, consoleUrl: string | undefined): LocalSandbox {
  const token = consoleUrl && new URL(consoleUrl).searchParams.get('token');
  if (!token) return { url, console: undefined };
  return {
    url,
    console: {
      token,
      address: (place) => `${url}/_console/${place}?token=${encodeURIComponent(token)}`,
    },
  };
}
