/** Loads the text of a file. */
type Load = () => Promise<string>;

/** The files that the guide can show, by their paths from this folder. */
const FILES: Readonly<Record<string, Load>> = {
  ...import.meta.glob<string>('../../amplify/**/*.{ts,py,go}', {
    query: '?raw',
    import: 'default',
  }),
  ...import.meta.glob<string>('../../e2e/*.test.ts', { query: '?raw', import: 'default' }),
  ...import.meta.glob<string>('../**/*.{ts,tsx}', { query: '?raw', import: 'default' }),
  ...import.meta.glob<string>(
    '../../../../packages/{pre-sign-up,post-confirmation,custom-message,pre-token-generation,custom-auth,recaptcha,streams,scheduled}/src/*/*.{ts,tsx}',
    { query: '?raw', import: 'default' },
  ),
};

/**
 * Reads a file of the repository.
 *
 * @param path `apps/demo/…` or `packages/…`.
 * @throws {Error} When the guide cannot show it.
 */
export async function readSource(path: string): Promise<string> {
  const load = FILES[fromHere(path)];
  if (load === undefined) throw new Error(`The guide names ${path}, which does not exist.`);
  return load();
}

function fromHere(path: string): string {
  return path.startsWith('apps/demo/src/')
    ? path.replace('apps/demo/src', '..')
    : path.startsWith('apps/demo/')
      ? path.replace('apps/demo', '../..')
      : `../../../../${path}`;
}

/** The path as a developer of the app knows it: `amplify/auth/resource.ts`. */
export function shownPath(path: string): string {
  return path.replace(/^apps\/demo\//, '');
}
